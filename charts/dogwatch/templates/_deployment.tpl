{{/* Image of a service: (list $ settings "metrics-poller"). */}}
{{- define "dogwatch.image" -}}
{{- $root := index . 0 -}}{{- $image := (index . 1).image -}}
{{- $images := $root.Values.images -}}
{{- if not (or $images.registry $image.repository) }}{{ fail "images.registry: name the registry that has the images, such as registry.example.com" }}{{ end -}}
{{- $repository := default (list $images.registry $images.repository (index . 2) | compact | join "/") $image.repository -}}
{{- if $image.digest }}{{ printf "%s@%s" $repository $image.digest }}
{{- else }}{{ printf "%s:%s" $repository (coalesce $image.tag $root.Values.images.tag $root.Chart.AppVersion) }}
{{- end -}}
{{- end -}}

{{- define "dogwatch.serviceAccountName" -}}
{{- $account := (include "dogwatch.settings" . | fromYaml).serviceAccount -}}
{{- if $account.create }}{{ default (include "dogwatch.name" .) $account.name }}
{{- else }}{{ default "default" $account.name }}
{{- end -}}
{{- end -}}

{{- define "dogwatch.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ if kindIs "map" . }}{{ .name }}{{ else }}{{ . }}{{ end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Changes when something that pods read only at their start does: (list $ "metrics-poller"). */}}
{{- define "dogwatch.checksum" -}}
{{- $root := index . 0 -}}
{{- list (get (include "dogwatch.natsPasswords" $root | fromYaml) (index . 1)) (include "dogwatch.natsUrl" $root) | toJson | sha256sum -}}
{{- end -}}

{{- define "dogwatch.probe" -}}
{{- $own := index . 2 -}}
{{- $hasHandler := or (hasKey $own "exec") (hasKey $own "tcpSocket") (hasKey $own "grpc") -}}
{{- mergeOverwrite (ternary dict (dict "httpGet" (dict "path" (index . 0) "port" "health")) $hasHandler) (index . 1) $own | toYaml -}}
{{- end -}}

{{- define "dogwatch.affinity" -}}
{{- $labels := include "dogwatch.selectorLabels" . | fromYaml -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- toYaml $labels | nindent 12 }}
{{- end -}}

{{/* Constraints without a `labelSelector` get that of the component: (list $ "nats" constraints). */}}
{{- define "dogwatch.spread" -}}
{{- $selector := dict "matchLabels" (include "dogwatch.selectorLabels" . | fromYaml) -}}
{{- $all := list -}}
{{- range index . 2 }}{{ $all = append $all (merge (deepCopy .) (dict "labelSelector" $selector)) }}{{ end -}}
{{- toYaml $all -}}
{{- end -}}

{{/* Where pods run: (list $ "metrics-poller" settings). */}}
{{- define "dogwatch.placement" -}}
{{- $settings := index . 2 -}}
affinity:
  {{- $settings.affinity | default (include "dogwatch.affinity" . | fromYaml) | toYaml | nindent 2 }}
{{- with $settings.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $settings.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- include "dogwatch.spread" (list (index . 0) (index . 1) $settings.topologySpreadConstraints) | nindent 2 }}
{{- end }}
{{- with $settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* Volumes and mounts of a service: those of its facts, the keys of Datadog, the CA of NATS, and further ones. */}}
{{- define "dogwatch.volumes" -}}
{{- $root := index . 0 -}}{{- $settings := index . 2 -}}{{- $facts := index . 3 -}}
{{- $credentials := include "dogwatch.credentials" $root | fromYaml -}}
{{- $volumes := $facts.volumes | default list -}}{{- $mounts := $facts.mounts | default list -}}
{{- if $facts.keys -}}
{{- $sources := list -}}
{{- range $facts.keys -}}
{{- $file := printf "%s-key" . -}}
{{- $secret := dict "name" (get $credentials (printf "%sSecret" .)) "items" (list (dict "key" $file "path" $file)) -}}
{{- /* without it a service starts and says what it lacks, where a volume would just not be mounted */ -}}
{{- if eq . "app" }}{{ $_ := set $secret "optional" true }}{{ end -}}
{{- $sources = append $sources (dict "secret" $secret) -}}
{{- end -}}
{{- $volumes = append $volumes (dict "name" "credentials" "projected" (dict "sources" $sources)) -}}
{{- $mounts = append $mounts (dict "name" "credentials" "mountPath" "/etc/dogwatch/credentials" "readOnly" true) -}}
{{- end -}}
{{- with $root.Values.nats.tls.existingSecret -}}
{{- $volumes = append $volumes (dict "name" "nats-ca" "secret" (dict "secretName" . "items" (list (dict "key" "ca.crt" "path" "ca.crt")))) -}}
{{- $mounts = append $mounts (dict "name" "nats-ca" "mountPath" "/etc/dogwatch/nats" "readOnly" true) -}}
{{- end -}}
{{- dict "volumes" (concat $volumes ($settings.extraVolumes | default list)) "mounts" (concat $mounts ($settings.extraVolumeMounts | default list)) | toYaml -}}
{{- end -}}

{{/* All environment variables of a service, from the most general to the most special. */}}
{{- define "dogwatch.allEnv" -}}
{{- $root := index . 0 -}}{{- $settings := index . 2 -}}{{- $facts := index . 3 -}}{{- $agent := $root.Values.clusterAgent -}}
{{- $env := concat (include "dogwatch.commonEnv" . | fromYamlArray) ($facts.env | default list) -}}
{{- range $facts.keys }}{{ $env = append $env (dict "name" (printf "DD_%s_KEY_FILE" (upper .)) "value" (printf "/etc/dogwatch/credentials/%s-key" .)) }}{{ end -}}
{{- range list $agent $settings -}}
{{- range $name, $value := .envDict }}{{ if not (kindIs "invalid" $value) }}{{ $env = append $env (dict "name" $name "value" $value) }}{{ end }}{{ end -}}
{{- $env = concat $env (.env | default list) -}}
{{- end -}}
{{- include "dogwatch.env" $env -}}
{{- end -}}

{{/* What all environment variables of a service come from besides: (list $ settings). */}}
{{- define "dogwatch.allEnvFrom" -}}
{{- concat ((index . 0).Values.clusterAgent.envFrom | default list) ((index . 1).envFrom | default list) | toYaml -}}
{{- end -}}

{{/* The container of a service: (list $ "metrics-poller" settings facts). */}}
{{- define "dogwatch.container" -}}
{{- $root := index . 0 -}}{{- $app := index . 1 -}}{{- $settings := index . 2 -}}{{- $facts := index . 3 -}}
name: {{ $app }}
image: {{ include "dogwatch.image" (list $root $settings $app) }}
imagePullPolicy: {{ $root.Values.images.pullPolicy }}
securityContext:
  {{- toYaml $settings.securityContext | nindent 2 }}
env:
  {{- include "dogwatch.allEnv" . | nindent 2 }}
{{- with include "dogwatch.allEnvFrom" (list $root $settings) | fromYamlArray }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
{{- range $name, $port := merge (dict "health" 5555 "metrics" 5000) ($facts.ports | default dict) }}
  - {name: {{ $name }}, containerPort: {{ $port }}, protocol: TCP}
{{- end }}
startupProbe:
  {{- include "dogwatch.probe" (list "/startupz" (dict "periodSeconds" 1 "failureThreshold" 60) $settings.startupProbe) | nindent 2 }}
livenessProbe:
  {{- include "dogwatch.probe" (list "/livez" (dict "periodSeconds" 15 "timeoutSeconds" 5 "failureThreshold" 6) $settings.livenessProbe) | nindent 2 }}
readinessProbe:
  {{- include "dogwatch.probe" (list "/readyz" (dict "periodSeconds" 5 "timeoutSeconds" 3 "failureThreshold" 2) $settings.readinessProbe) | nindent 2 }}
resources:
  {{- toYaml $settings.resources | nindent 2 }}
{{- with (include "dogwatch.volumes" . | fromYaml).mounts }}
volumeMounts:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The Deployment of a service: (list $ "metrics-poller" settings facts). */}}
{{- define "dogwatch.deployment" -}}
{{- $root := index . 0 -}}{{- $app := index . 1 -}}{{- $settings := index . 2 -}}{{- $facts := index . 3 -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "dogwatch.name" . }}
  namespace: {{ $root.Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list $root $app) | nindent 2 }}
spec:
  {{- if not $settings.autoscaling.enabled }}
  replicas: {{ $settings.replicas }}
  {{- end }}
  revisionHistoryLimit: {{ $settings.revisionHistoryLimit }}
  strategy:
    {{- ternary (pick $settings.strategy "type") $settings.strategy (eq $settings.strategy.type "Recreate") | toYaml | nindent 4 }}
  selector:
    matchLabels:
      {{- include "dogwatch.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "dogwatch.podLabels" (list $root $app $settings.podLabels) | nindent 8 }}
      annotations:
        checksum/connections: {{ include "dogwatch.checksum" . }}
        {{- with merge (deepCopy ($settings.podAnnotations | default dict)) ($root.Values.commonAnnotations | default dict) }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "dogwatch.serviceAccountName" . | quote }}
      automountServiceAccountToken: {{ $facts.kube }}
      {{- include "dogwatch.pullSecrets" $root | nindent 6 }}
      terminationGracePeriodSeconds: {{ $settings.terminationGracePeriodSeconds }}
      {{- with $settings.runtimeClassName }}
      runtimeClassName: {{ . }}
      {{- end }}
      securityContext:
        {{- toYaml $settings.podSecurityContext | nindent 8 }}
      {{- include "dogwatch.placement" . | nindent 6 }}
      {{- with $settings.initContainers }}
      initContainers:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        -
          {{- include "dogwatch.container" . | nindent 10 }}
        {{- with $settings.extraContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with (include "dogwatch.volumes" . | fromYaml).volumes }}
      volumes:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}
