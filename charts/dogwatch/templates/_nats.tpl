{{/* Variable with the password of a user: metrics-poller -> METRICS_POLLER_PASSWORD. */}}
{{- define "dogwatch.natsVariable" -}}
{{- . | upper | replace "-" "_" }}_PASSWORD
{{- end -}}

{{/* One user; the password comes from the environment of the server. */}}
{{- define "dogwatch.natsUser" -}}
{user: {{ index . 0 }}, password: ${{ include "dogwatch.natsVariable" (index . 0) }}, permissions: {
  publish: {{ (index . 1).publish | toRawJson }}
  subscribe: {{ append (index . 1).subscribe (printf "_INBOX_%s.>" (index . 0)) | toRawJson }}
  allow_responses: true
}}
{{- end -}}

{{- define "dogwatch.natsTls" -}}
tls {
  cert_file: /etc/nats-tls/tls.crt
  key_file: /etc/nats-tls/tls.key
  ca_file: /etc/nats-tls/ca.crt
}
{{- end -}}

{{/* Configuration of the server. */}}
{{- define "dogwatch.natsConfig" -}}
{{- $nats := .Values.nats -}}
server_name: $POD_NAME
listen: 0.0.0.0:4222
http: 0.0.0.0:8222
lame_duck_grace_period: 5s
lame_duck_duration: 30s
jetstream {
  store_dir: /data
  max_memory_store: {{ $nats.jetstream.maxMemory }}
  max_file_store: {{ $nats.jetstream.size }}
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
