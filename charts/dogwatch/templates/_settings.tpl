{{/* Values that have more than one name: first that of our block, then those of the charts `datadog` and `datadog-operator`. */}}

{{- define "dogwatch.registersApi" -}}
{{- include "dogwatch.first" (list .Values.externalMetricsApi.apiService.register .Values.clusterAgent.metricsProvider.registerAPIService true) -}}
{{- end -}}

{{- define "dogwatch.readsMetrics" -}}
{{- include "dogwatch.first" (list .Values.externalMetricsApi.createReaderRbac .Values.clusterAgent.metricsProvider.createReaderRbac true) -}}
{{- end -}}

{{- define "dogwatch.webhookName" -}}
{{- include "dogwatch.first" (list .Values.admissionWebhook.webhookName .Values.clusterAgent.admissionController.webhookName "datadog-webhook") -}}
{{- end -}}

{{- define "dogwatch.webhookPort" -}}
{{- include "dogwatch.first" (list .Values.clusterAgent.admissionController.port 8000) -}}
{{- end -}}

{{- define "dogwatch.metricsApiPort" -}}
{{- include "dogwatch.first" (list .Values.externalMetricsApi.service.port .Values.clusterAgent.metricsProvider.service.port 8443) -}}
{{- end -}}

{{- define "dogwatch.networkPolicy" -}}
{{- include "dogwatch.first" (list .Values.networkPolicy.create .Values.clusterAgent.networkPolicy.create .Values.datadog.networkPolicy.create false) -}}
{{- end -}}

{{- define "dogwatch.site" -}}
{{- include "dogwatch.first" (list .Values.datadog.site .Values.site) -}}
{{- end -}}

{{- define "dogwatch.apiUrl" -}}
{{- include "dogwatch.first" (list .Values.datadog.apiUrl .Values.datadog.dd_url) -}}
{{- end -}}

{{/* Whether a service runs: its own switch, unless a switch of Datadog's charts turns it off. */}}
{{- define "dogwatch.isOn" -}}
{{- $root := index . 0 -}}{{- $app := index . 1 -}}
{{- $agent := $root.Values.clusterAgent -}}
{{- $switches := list (include "dogwatch.settings" . | fromYaml).enabled -}}
{{- if has $app (list "metrics-poller" "external-metrics-api") }}{{ $switches = concat $switches (list $agent.enabled $agent.metricsProvider.enabled) }}{{ end -}}
{{- if eq $app "admission-webhook" }}{{ $switches = concat $switches (list $agent.enabled $agent.admissionController.enabled) }}{{ end -}}
{{- if eq $app "monitor-sync" }}{{ $switches = append $switches $root.Values.datadogMonitor.enabled }}{{ end -}}
{{- $off := false -}}
{{- range $switches }}{{ if and (kindIs "bool" .) (not .) }}{{ $off = true }}{{ end }}{{ end -}}
{{- if not $off }}true{{ end -}}
{{- end -}}

{{/* All services that run, as a YAML list under `apps`. */}}
{{- define "dogwatch.apps" -}}
{{- $root := . -}}
apps:
{{- range list "admission-webhook" "external-metrics-api" "keda-scaler" "log-preprocessor" "metrics-poller" "monitor-sync" }}
{{- if include "dogwatch.isOn" (list $root .) }}
  - {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Name of the block of a service: metrics-poller -> metricsPoller. */}}
{{- define "dogwatch.key" -}}
{{- . | camelcase | untitle -}}
{{- end -}}

{{/* Takes what is null out of a map, and out of those in it: a block says so of what it does not want of `defaults`. */}}
{{- define "dogwatch.prune" -}}
{{- $map := . -}}
{{- range $key, $value := $map -}}
{{- if kindIs "invalid" $value }}{{ $_ := unset $map $key }}{{ else if kindIs "map" $value }}{{ include "dogwatch.prune" $value }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The block of a service over `defaults`: (list $ "metrics-poller"). */}}
{{- define "dogwatch.settings" -}}
{{- $root := index . 0 -}}
{{- $own := get $root.Values (include "dogwatch.key" (index . 1)) -}}
{{- $settings := mergeOverwrite (deepCopy $root.Values.defaults) (deepCopy $own) -}}
{{- $agent := $root.Values.clusterAgent -}}
{{- if and (has (index . 1) (list "external-metrics-api" "admission-webhook")) (not (kindIs "invalid" $agent.replicas)) (eq (default 2 $own.replicas | int) 2) }}{{ $_ := set $settings "replicas" $agent.replicas }}{{ end -}}
{{- if and (eq (index . 1) "external-metrics-api") $agent.metricsProvider.service.type (not (dig "service" "type" "" $own)) }}{{ $_ := set $settings.service "type" $agent.metricsProvider.service.type }}{{ end -}}
{{- include "dogwatch.prune" $settings -}}
{{- toYaml $settings -}}
{{- end -}}

{{/* "true" where the API is to be registered and nobody else has done so. Whoever is not to register it need not be allowed to look. */}}
{{- define "dogwatch.registersHere" -}}
{{- if and (include "dogwatch.isOn" (list . "external-metrics-api")) (include "dogwatch.registersApi" . | eq "true") -}}
{{- $found := lookup "apiregistration.k8s.io/v1" "APIService" "" "v1beta1.external.metrics.k8s.io" -}}
{{- if or .Values.externalMetricsApi.apiService.takeOver (include "dogwatch.isOurs" (list . $found)) }}true{{ end -}}
{{- end -}}
{{- end -}}

{{/* "true" where the webhook configuration of a name calls our Service: (list $ "datadog-webhook"). */}}
{{- define "dogwatch.isRegistered" -}}
{{- $root := index . 0 -}}
{{- $found := lookup "admissionregistration.k8s.io/v1" "MutatingWebhookConfiguration" "" (index . 1) | default dict -}}
{{- $ours := dict -}}
{{- range $found.webhooks | default list -}}
{{- $service := .clientConfig.service | default dict -}}
{{- if and (eq (get $service "name") (include "dogwatch.name" (list $root "admission-webhook"))) (eq (get $service "namespace") $root.Release.Namespace) }}{{ $_ := set $ours "it" true }}{{ end -}}
{{- end -}}
{{- if $ours.it }}true{{ end -}}
{{- end -}}

{{/*
The webhook configuration that the installed revision has registered and this one would leave behind, as YAML: `webhookName`,
`account` and `image` of the pods that know it. Empty where there is none.
*/}}
{{- define "dogwatch.formerWebhook" -}}
{{- $found := dict -}}
{{- if .Release.IsUpgrade -}}
{{- $deployment := lookup "apps/v1" "Deployment" .Release.Namespace (include "dogwatch.name" (list . "admission-webhook")) | default dict -}}
{{- $pod := dig "spec" "template" "spec" dict $deployment -}}
{{- range $pod.containers | default list -}}
{{- $image := .image -}}
{{- range .env | default list -}}
{{- if and (eq .name "DD_ADMISSION_CONTROLLER_WEBHOOK_NAME") .value }}{{ $found = dict "webhookName" .value "account" $pod.serviceAccountName "image" $image }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $stays := and (include "dogwatch.isOn" (list . "admission-webhook")) (eq (include "dogwatch.webhookName" .) (get $found "webhookName")) -}}
{{- if and $found (not $stays) }}{{ if include "dogwatch.isRegistered" (list . $found.webhookName) }}{{ toYaml $found }}{{ end }}{{ end -}}
{{- end -}}
