{{/* Variable with the password of a user: metrics-poller -> METRICS_POLLER_PASSWORD. */}}
{{- define "dogwatch.natsVariable" -}}
{{- . | upper | replace "-" "_" }}_PASSWORD
{{- end -}}

{{/* One user; the password comes from the environment of the server. */}}
{{- define "dogwatch.natsUser" -}}
{user: {{ index . 0 }}, password: ${{ include "dogwatch.natsVariable" (index . 0) }}, permissions: {{ index . 1 | toRawJson }}}
{{- end -}}

{{- define "dogwatch.natsTls" -}}
tls {
  cert_file: /etc/nats-tls/tls.crt
  key_file: /etc/nats-tls/tls.key
  ca_file: /etc/nats-tls/ca.crt
}
{{- end -}}

{{/* A size such as 512Mi in bytes; empty where it is none. */}}
{{- define "dogwatch.bytes" -}}
{{- $text := include "dogwatch.text" . | trimSuffix "B" -}}
{{- $factors := dict "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "" 1.0 "k" 1000.0 "K" 1000.0 "M" 1000000.0 "G" 1000000000.0 "T" 1000000000000.0 -}}
{{- $factor := get $factors (regexFind "[A-Za-z]*$" $text) -}}
{{- if and $factor (regexMatch "^[0-9.]+[A-Za-z]*$" $text) }}{{ mulf (regexFind "^[0-9.]+" $text | float64) $factor | int64 }}{{ end -}}
{{- end -}}

{{/* Bytes for streams on a volume of that size: nine tenths, as file systems and what is being written need some, too. */}}
{{- define "dogwatch.natsStore" -}}
{{- $bytes := include "dogwatch.bytes" . -}}
{{- if not $bytes }}{{ fail (printf "nats.jetstream.size: %s is no size; such as 5Gi" .) }}{{ end -}}
{{- mulf (float64 $bytes) 0.9 | int64 -}}
{{- end -}}

{{/*
Bytes at which Go tries harder to give memory back: nine tenths of the limit of the container; empty without one, or where `nats.env`
says another number.
*/}}
{{- define "dogwatch.natsMemory" -}}
{{- $nats := .Values.nats -}}
{{- $limit := dig "limits" "memory" "" ($nats.resources | default dict) -}}
{{- with include "dogwatch.bytes" $limit -}}
{{- $streams := include "dogwatch.bytes" $nats.jetstream.maxMemory -}}
{{- if and $streams (ge (int64 $streams) (int64 .)) }}{{ fail (printf "nats.jetstream.maxMemory: %s for streams in memory do not go into a container of %s; make it less, or nats.resources.limits.memory more" $nats.jetstream.maxMemory $limit) }}{{ end -}}
{{- $isSaid := false -}}
{{- range $nats.env }}{{ if eq .name "GOMEMLIMIT" }}{{ $isSaid = true }}{{ end }}{{ end -}}
{{- if not $isSaid }}{{ mulf (float64 .) 0.9 | int64 }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* Configuration of the server. */}}
{{- define "dogwatch.natsConfig" -}}
{{- $nats := .Values.nats -}}
server_name: $POD_NAME
listen: 0.0.0.0:4222
http: 0.0.0.0:8222
jetstream {
  store_dir: /data
  max_memory_store: {{ $nats.jetstream.maxMemory }}
  max_file_store: {{ include "dogwatch.natsStore" $nats.jetstream.size }}
}
authorization {
  users: [
    {{- range $name, $rights := .Files.Get "files/nats-users.yaml" | replace "$(root)" $nats.subjectRoot | fromYaml }}
    {{- include "dogwatch.natsUser" (list $name $rights) | nindent 4 }}
    {{- end }}
    {{- range $nats.auth.extraUsers }}
    {{ regexReplaceAll "\"([$][A-Z0-9_]+)\"" (toRawJson .) "${1}" }}
    {{- end }}
  ]
}
{{- if gt (int $nats.replicas) 1 }}
cluster {
  name: {{ include "dogwatch.name" (list . "nats") }}
  listen: 0.0.0.0:6222
  authorization {user: cluster, password: $CLUSTER_PASSWORD}
  routes: [
    {{- range until (int $nats.replicas) }}
    $ROUTE_{{ . }}
    {{- end }}
  ]
  {{- if $nats.tls.existingSecret }}
  {{- include "dogwatch.natsTls" . | nindent 2 }}
  {{- end }}
}
{{- end }}
{{- if $nats.tls.existingSecret }}
{{ include "dogwatch.natsTls" . }}
{{- end }}
{{- with $nats.extraConfig }}
{{ . }}
{{- end }}
{{- end -}}
