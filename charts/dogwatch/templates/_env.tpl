{{/* A list of environment variables in which the last one of a name counts, at the place of the first. */}}
{{- define "dogwatch.env" -}}
{{- $order := list -}}{{- $by := dict -}}
{{- range . -}}
{{- if not (hasKey $by .name) }}{{ $order = append $order .name }}{{ end -}}
{{- $_ := set $by .name . -}}
{{- end -}}
{{- range $order }}
{{- $entry := get $by . }}
- name: {{ . }}
  {{- if hasKey $entry "valueFrom" }}
  valueFrom:
    {{- toYaml $entry.valueFrom | nindent 4 }}
  {{- else }}
  value: {{ include "dogwatch.text" (get $entry "value") | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* A dict of name and value as a list under `env`, without what is empty. */}}
{{- define "dogwatch.envOf" -}}
env:
{{- range $name, $value := . }}
{{- if not (or (kindIs "invalid" $value) (eq (toString $value) "")) }}
  - name: {{ $name }}
    value: {{ include "dogwatch.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Where NATS is. */}}
{{- define "dogwatch.natsUrl" -}}
{{- if .Values.nats.external.url }}{{ .Values.nats.external.url }}
{{- else }}{{ ternary "tls" "nats" (ne .Values.nats.tls.existingSecret "") }}://{{ include "dogwatch.name" (list . "nats") }}.{{ .Release.Namespace }}.svc:4222
{{- end -}}
{{- end -}}

{{/* "true" where a user of NATS logs in. */}}
{{- define "dogwatch.natsAuth" -}}
{{- if or (not .Values.nats.external.url) .Values.nats.external.auth }}true{{ end -}}
{{- end -}}

{{/* How a service, or the command line, logs in to NATS: (list $ user). */}}
{{- define "dogwatch.natsEnv" -}}
{{- $root := index . 0 -}}
- name: NATS_URL
  value: {{ include "dogwatch.natsUrl" $root | quote }}
- name: NATS_SUBJECT_ROOT
  value: {{ $root.Values.nats.subjectRoot | quote }}
{{- if include "dogwatch.natsAuth" $root }}
- name: NATS_USER
  value: {{ index . 1 }}
- name: NATS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "dogwatch.natsSecret" $root }}
      key: {{ index . 1 }}
- name: NATS_INBOX_PREFIX
  value: _INBOX_{{ index . 1 }}
{{- end }}
{{- if $root.Values.nats.tls.existingSecret }}
- name: NATS_CA_FILE
  value: /etc/dogwatch/nats/ca.crt
{{- end }}
{{- end -}}

{{/* What every service is told: (list $ "metrics-poller"). */}}
{{- define "dogwatch.commonEnv" -}}
{{- $root := index . 0 -}}{{- $app := index . 1 -}}
{{- range $name, $path := dict "DD_POD_NAME" "metadata.name" "DD_POD_UID" "metadata.uid" "DD_NODE_NAME" "spec.nodeName" }}
- name: {{ $name }}
  valueFrom:
    fieldRef:
      fieldPath: {{ $path }}
{{- end }}
- name: DD_KUBE_RESOURCES_NAMESPACE
  value: {{ $root.Release.Namespace | quote }}
- name: DD_LOG_LEVEL
  value: {{ lower $root.Values.datadog.logLevel | quote }}
# of the time until SIGKILL, load balancers get 5 s to notice, and the end of the process 10 s
- name: DD_SHUTDOWN_DELAY
  value: 5s
- name: DD_SHUTDOWN_TIMEOUT
  value: {{ max 1 (sub (int (include "dogwatch.settings" (list $root $app) | fromYaml).terminationGracePeriodSeconds) 15) }}s
{{- include "dogwatch.natsEnv" . | nindent 0 }}
{{- with $root.Values.datadog.env }}
- name: DD_ENV
  value: {{ . | quote }}
{{- end }}
- name: DD_VERSION
  value: {{ coalesce (include "dogwatch.settings" . | fromYaml).image.tag $root.Values.images.tag $root.Chart.AppVersion | quote }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ include "dogwatch.resourceAttributes" . | quote }}
{{- include "dogwatch.tracingEnv" $root.Values.tracing }}
{{- end -}}

{{/* TCP port of the OTLP receiver; empty where nothing is sent. */}}
{{- define "dogwatch.otlpPort" -}}
{{- if .endpoint }}{{ regexFind ":[0-9]+$" (urlParse .endpoint).host | trimPrefix ":" | default (hasPrefix "https:" .endpoint | ternary "443" "80") }}
{{- else if .nodeAgent }}{{ eq .protocol "grpc" | ternary "4317" "4318" }}
{{- end -}}
{{- end -}}

{{/* Where traces and metrics go: the block `tracing`. */}}
{{- define "dogwatch.tracingEnv" -}}
{{- if .nodeAgent }}
- name: DD_AGENT_HOST
  valueFrom:
    fieldRef:
      fieldPath: status.hostIP
- name: DD_TRACE_ENABLED
  value: "true"
{{- end }}
{{- with .endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- if or .endpoint .nodeAgent }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ .protocol }}
{{- if .metrics }}
- name: OTEL_METRICS_EXPORTER
  value: otlp
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" .ratio) }}
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ include "dogwatch.text" .ratio | quote }}
{{- end }}
{{- end -}}

{{/* What OpenTelemetry says of a pod, by the conventions for Kubernetes, and what the user adds: (list $ "metrics-poller"). */}}
{{- define "dogwatch.resourceAttributes" -}}
{{- $root := index . 0 -}}{{- $namespace := $root.Release.Namespace -}}
{{- $pairs := list (printf "service.namespace=%s,k8s.namespace.name=%s,k8s.deployment.name=%s,k8s.container.name=%s" $namespace $namespace (include "dogwatch.name" .) (index . 1)) -}}
{{- $pairs = append $pairs "k8s.pod.name=$(DD_POD_NAME),k8s.pod.uid=$(DD_POD_UID),k8s.node.name=$(DD_NODE_NAME)" -}}
{{- with $root.Values.datadog.clusterName }}{{ $pairs = append $pairs (printf "k8s.cluster.name=%s" .) }}{{ end -}}
{{- $attributes := $root.Values.tracing.attributes -}}
{{- range $name := keys $attributes | sortAlpha }}{{ $pairs = append $pairs (printf "%s=%s" $name (include "dogwatch.text" (get $attributes $name) | replace "%" "%25" | replace "," "%2C")) }}{{ end -}}
{{- join "," $pairs -}}
{{- end -}}
