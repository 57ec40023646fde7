{{/* "chart" or "job": who makes Secrets that nobody gives. */}}
{{- define "dogwatch.generatedBy" -}}
{{- if ne .Values.generatedSecrets.by "auto" }}{{ .Values.generatedSecrets.by }}
{{- else if include "dogwatch.seesCluster" . }}chart
{{- else }}job
{{- end -}}
{{- end -}}

{{/* Where the keys of Datadog are: `apiSecret`, `appSecret`, `isOurs`. */}}
{{- define "dogwatch.credentials" -}}
{{- $datadog := .Values.datadog -}}
{{- $apiKey := include "dogwatch.first" (list $datadog.apiKey .Values.apiKey) -}}
{{- $appKey := include "dogwatch.first" (list $datadog.appKey .Values.appKey) -}}
{{- $apiSecret := include "dogwatch.first" (list $datadog.apiKeyExistingSecret .Values.apiKeyExistingSecret) -}}
{{- $appSecret := include "dogwatch.first" (list $datadog.appKeyExistingSecret .Values.appKeyExistingSecret) -}}
{{- $ours := include "dogwatch.name" (list . "credentials") -}}
{{- if not $apiSecret }}{{ $apiSecret = ternary $ours "datadog-secret" (ne $apiKey "") }}{{ end -}}
{{- if not $appSecret }}{{ $appSecret = ternary $ours $apiSecret (ne $appKey "") }}{{ end -}}
apiKey: {{ $apiKey | quote }}
appKey: {{ $appKey | quote }}
apiSecret: {{ $apiSecret }}
appSecret: {{ $appSecret }}
hasOurs: {{ or (eq $apiSecret $ours) (eq $appSecret $ours) }}
isAwaited: {{ eq $apiSecret "datadog-secret" }}
{{- end -}}

{{/* Secret with the passwords of NATS. */}}
{{- define "dogwatch.natsSecret" -}}
{{- default (include "dogwatch.name" (list . "nats")) .Values.nats.auth.existingSecret -}}
{{- end -}}

{{/* Secret with the token for node agents. */}}
{{- define "dogwatch.tokenSecret" -}}
{{- default (include "dogwatch.name" (list . "cluster-agent")) .Values.clusterAgent.tokenExistingSecret -}}
{{- end -}}

{{/* Users of our NATS, a password each. */}}
{{- define "dogwatch.natsUserNames" -}}
{{- append (.Files.Get "files/nats-users.yaml" | fromYaml | keys) "cluster" | sortAlpha | join "," -}}
{{- end -}}

{{/* What is to be made: Secret to keys, as YAML; empty when everything is given. */}}
{{- define "dogwatch.generated" -}}
{{- $secrets := dict -}}
{{- if and .Values.nats.enabled (not .Values.nats.external.url) (not .Values.nats.auth.existingSecret) }}
{{- $_ := set $secrets (include "dogwatch.natsSecret" .) (include "dogwatch.natsUserNames" . | splitList ",") }}
{{- end }}
{{- if not (or .Values.clusterAgent.tokenExistingSecret .Values.clusterAgent.token) }}
{{- $_ := set $secrets (include "dogwatch.tokenSecret" .) (list "token") }}
{{- end }}
{{- toYaml $secrets -}}
{{- end -}}

{{/*
What the chart makes itself, as YAML: Secret to data. What is in the cluster stays, missing keys are made. It is made once for each
rendering, so that checksums of pods see what the Secret gets.
*/}}
{{- define "dogwatch.generatedData" -}}
{{- if not (hasKey .Values "generatedData") -}}
{{- $secrets := dict -}}
{{- range $name, $keys := ternary (include "dogwatch.generated" . | fromYaml) dict (eq (include "dogwatch.generatedBy" .) "chart") -}}
{{- $found := dig "data" dict (lookup "v1" "Secret" $.Release.Namespace $name | default dict) | default dict -}}
{{- $data := dict -}}
{{- range $keys }}{{ $_ := set $data . (get $found . | default (printf "p%s" (randAlphaNum 39) | b64enc)) }}{{ end -}}
{{- $_ := set $secrets $name $data -}}
{{- end -}}
{{- $_ := set .Values "generatedData" $secrets -}}
{{- end -}}
{{- toYaml .Values.generatedData -}}
{{- end -}}

{{/* Passwords of NATS as they will be, in base64 by user; empty where they are not known while rendering. */}}
{{- define "dogwatch.natsPasswords" -}}
{{- if .Values.nats.auth.existingSecret -}}
{{- dig "data" dict (lookup "v1" "Secret" .Release.Namespace .Values.nats.auth.existingSecret | default dict) | default dict | toYaml -}}
{{- else -}}
{{- get (include "dogwatch.generatedData" . | fromYaml) (include "dogwatch.natsSecret" .) | default dict | toYaml -}}
{{- end -}}
{{- end -}}

{{/* Certificate of NATS and its CA, which the server reads at its start; empty where they are not known while rendering. */}}
{{- define "dogwatch.natsCertificate" -}}
{{- with .Values.nats.tls.existingSecret -}}
{{- pick (dig "data" dict (lookup "v1" "Secret" $.Release.Namespace . | default dict) | default dict) "tls.crt" "ca.crt" | toJson -}}
{{- end -}}
{{- end -}}
