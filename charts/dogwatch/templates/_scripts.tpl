{{/*
A pod that runs a script of this chart with the Node of our image:
(dict "root" $ "script" "make-secrets" "env" (dict ...) "account" "name" "restartPolicy" "Never").
*/}}
{{- define "dogwatch.scriptPod" -}}
{{- $root := .root -}}
{{- $app := (include "dogwatch.apps" $root | fromYaml).apps | default (list "metrics-poller") | first -}}
{{- $settings := include "dogwatch.settings" (list $root $app) | fromYaml -}}
restartPolicy: {{ .restartPolicy }}
{{- with .account }}
serviceAccountName: {{ . }}
{{- end }}
automountServiceAccountToken: true
{{- include "dogwatch.pullSecrets" $root }}
securityContext:
  {{- toYaml $root.Values.defaults.podSecurityContext | nindent 2 }}
{{- with $root.Values.defaults.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.defaults.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .script }}
    image: {{ include "dogwatch.image" (list $root $settings $app) }}
    imagePullPolicy: {{ $root.Values.images.pullPolicy }}
    securityContext:
      {{- toYaml $root.Values.defaults.securityContext | nindent 6 }}
    command: [node, --input-type=module, -e]
    args:
      - |
        {{- $root.Files.Get (printf "files/scripts/%s.mjs" .script) | nindent 8 }}
    env:
      - name: NODE_EXTRA_CA_CERTS
        value: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
      {{- range $name, $value := .env }}
      - name: {{ $name }}
        value: {{ $value | quote }}
      {{- end }}
    resources:
      requests: {cpu: 10m, memory: 64Mi}
      limits: {memory: 256Mi}
{{- end -}}

{{/* ServiceAccount, Role and RoleBinding of a hook: (dict "root" $ "name" "..." "annotations" (dict ...) "rules" (list ...)). */}}
{{- define "dogwatch.hookAccount" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $metadata := include "dogwatch.metadata" (list .root "hooks" .annotations) -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .name }}
  namespace: {{ $namespace | quote }}
  {{- $metadata | nindent 2 }}
{{- if .root.Values.rbac.create }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .name }}
  namespace: {{ $namespace | quote }}
  {{- $metadata | nindent 2 }}
rules:
  {{- toYaml .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .name }}
  namespace: {{ $namespace | quote }}
  {{- $metadata | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .name }}}
subjects:
  - {kind: ServiceAccount, name: {{ .name }}, namespace: {{ $namespace | quote }}}
{{- end }}
{{- end -}}

{{/*
A Job that takes a webhook configuration out of the API server, with the ServiceAccount of admission-webhook:
(dict "root" $ "name" "unregister" "hook" "pre-delete" "policy" "..."), and as "former" one of the installed revision.
*/}}
{{- define "dogwatch.unregister" -}}
{{- $root := .root -}}{{- $app := "admission-webhook" -}}{{- $former := .former | default dict -}}
{{- $settings := include "dogwatch.settings" (list $root $app) | fromYaml -}}
{{- $facts := include "dogwatch.facts.admission-webhook" $root | fromYaml -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "dogwatch.name" (list $root .name) }}
  namespace: {{ $root.Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list $root "hooks" (dict "helm.sh/hook" .hook "helm.sh/hook-delete-policy" .policy)) | nindent 2 }}
spec:
  backoffLimit: 3
  activeDeadlineSeconds: 120
  template:
    metadata:
      labels:
        {{- include "dogwatch.selectorLabels" (list $root "hooks") | nindent 8 }}
    spec:
      restartPolicy: Never
      serviceAccountName: {{ $former.account | default (include "dogwatch.serviceAccountName" (list $root $app)) | quote }}
      automountServiceAccountToken: true
      {{- include "dogwatch.pullSecrets" $root | nindent 6 }}
      securityContext:
        {{- toYaml $settings.podSecurityContext | nindent 8 }}
      {{- with $settings.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $settings.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: unregister
          image: {{ $former.image | default (include "dogwatch.image" (list $root $settings $app)) }}
          imagePullPolicy: {{ $root.Values.images.pullPolicy }}
          args: [unregister]
          securityContext:
            {{- toYaml $settings.securityContext | nindent 12 }}
          env:
            {{- /* NATS has no say in it, and its Secret may be what is missing */}}
            {{- range include "dogwatch.allEnv" (list $root $app $settings $facts) | fromYamlArray }}
            {{- if and $former.webhookName (eq .name "DD_ADMISSION_CONTROLLER_WEBHOOK_NAME") }}{{ $_ := set . "value" $former.webhookName }}{{ end }}
            {{- if not (hasPrefix "NATS_" .name) }}
            {{- list . | toYaml | nindent 12 }}
            {{- end }}
            {{- end }}
          {{- with include "dogwatch.allEnvFrom" (list $root $settings) | fromYamlArray }}
          envFrom:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources:
            {{- toYaml $settings.resources | nindent 12 }}
{{- end -}}
