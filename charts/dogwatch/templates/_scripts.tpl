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
  namespace: {{ $namespace }}
  {{- $metadata | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .name }}
  namespace: {{ $namespace }}
  {{- $metadata | nindent 2 }}
rules:
  {{- toYaml .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .name }}
  namespace: {{ $namespace }}
  {{- $metadata | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .name }}}
subjects:
  - {kind: ServiceAccount, name: {{ .name }}, namespace: {{ $namespace }}}
{{- end -}}
