{{/*
What is special about each service, as YAML: `env` (a list), `ports` (of the container, beside health and metrics), `servicePorts`,
`keys` (those of Datadog that it needs: `api`, `app`), `kube` (talks to the Kubernetes API), `volumes`, `mounts`.
*/}}

{{- define "dogwatch.facts.metrics-poller" -}}
kube: true
keys: [api, app]
{{ include "dogwatch.envOf" (dict
  "DD_SITE" (include "dogwatch.site" .)
  "DATADOG_HOST" (include "dogwatch.apiUrl" .)
  "DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT" .Values.clusterAgent.metricsProvider.endpoint
  "DD_CLUSTER_NAME" .Values.datadog.clusterName
  "DD_LEADER_LEASE_NAME" (include "dogwatch.fullname" .)
  "DD_LEADER_LEASE_DURATION" .Values.datadog.leaderLeaseDuration
  "DD_EXTERNAL_METRICS_AGGREGATOR" (include "dogwatch.first" (list .Values.metricsPoller.aggregator .Values.clusterAgent.metricsProvider.aggregator))
  "DD_EXTERNAL_METRICS_PROVIDER_WPA_CONTROLLER" (include "dogwatch.first" (list .Values.metricsPoller.wpaController .Values.clusterAgent.metricsProvider.wpaController))
) }}
{{- end -}}

{{- define "dogwatch.facts.external-metrics-api" -}}
{{- $hasFiles := ne (include "dogwatch.certificateFrom" .) "self" -}}
kube: true
{{ include "dogwatch.envOf" (dict
  "DD_EXTERNAL_METRICS_PROVIDER_PORT" "8443"
  "DD_EXTERNAL_METRICS_PROVIDER_SERVICE_NAMES" (include "dogwatch.metricsApiServices" .)
  "DD_EXTERNAL_METRICS_AGGREGATOR" (include "dogwatch.first" (list .Values.metricsPoller.aggregator .Values.clusterAgent.metricsProvider.aggregator))
  "DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE" (ternary "/etc/dogwatch/tls/tls.crt" "" $hasFiles)
  "DD_EXTERNAL_METRICS_PROVIDER_KEY_FILE" (ternary "/etc/dogwatch/tls/tls.key" "" $hasFiles)
) }}
ports: {https: 8443}
servicePorts: [{name: https, port: {{ include "dogwatch.metricsApiPort" . }}, targetPort: https, protocol: TCP}]
{{- if $hasFiles }}
{{- include "dogwatch.tlsVolume" (include "dogwatch.certificateSecret" .) }}
{{- end }}
{{- end -}}

{{/* A Secret at /etc/dogwatch/tls, without the key of its CA. */}}
{{- define "dogwatch.tlsVolume" }}
volumes:
  - name: tls
    secret:
      secretName: {{ . }}
      items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
mounts:
  - {name: tls, mountPath: /etc/dogwatch/tls, readOnly: true}
{{- end -}}

{{- define "dogwatch.facts.admission-webhook" -}}
{{- $webhook := .Values.admissionWebhook -}}{{- $datadog := .Values.clusterAgent.admissionController -}}
kube: true
{{ include "dogwatch.envOf" (dict
  "DD_ADMISSION_CONTROLLER_SERVICE_NAME" (include "dogwatch.name" (list . "admission-webhook"))
  "DD_ADMISSION_CONTROLLER_PORT" (include "dogwatch.webhookPort" .)
  "DD_ADMISSION_CONTROLLER_WEBHOOK_NAME" (include "dogwatch.webhookName" .)
  "DD_ADMISSION_CONTROLLER_CERTIFICATE_SECRET_NAME" (include "dogwatch.name" (list . "webhook-certificate"))
  "DD_ADMISSION_CONTROLLER_CERTIFICATE_INJECT_CA_FROM" (ternary (printf "%s/%s" .Release.Namespace (include "dogwatch.name" (list . "admission-webhook"))) "" $webhook.certManager.enabled)
  "DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED" (include "dogwatch.first" (list $webhook.mutateUnlabelled $datadog.mutateUnlabelled))
  "DD_ADMISSION_CONTROLLER_FAILURE_POLICY" (include "dogwatch.first" (list $webhook.failurePolicy $datadog.failurePolicy))
  "DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE" (include "dogwatch.first" (list $webhook.configMode $datadog.configMode))
  "DD_LEADER_LEASE_NAME" (include "dogwatch.fullname" .)
  "DD_LEADER_LEASE_DURATION" .Values.datadog.leaderLeaseDuration
) }}
ports: {webhook: {{ include "dogwatch.webhookPort" . }}}
servicePorts: [{name: webhook, port: 443, targetPort: webhook, protocol: TCP}]
{{- end -}}

{{- define "dogwatch.facts.log-preprocessor" -}}
{{- $logs := .Values.logPreprocessor -}}
{{- $configMap := default (ternary (include "dogwatch.name" (list . "pipelines")) "" (not (empty $logs.pipelines))) $logs.pipelinesExistingConfigMap -}}
kube: false
keys: {{ list (ternary "api" "" (or (eq $logs.sink "datadog") (eq $logs.pipelinesFrom "datadog"))) (ternary "app" "" (eq $logs.pipelinesFrom "datadog")) | compact | toJson }}
{{ include "dogwatch.envOf" (dict
  "DD_SITE" (include "dogwatch.site" .)
  "DATADOG_HOST" (include "dogwatch.apiUrl" .)
  "DD_LOGS_CONFIG_LOGS_DD_URL" .Values.datadog.logsUrl
  "DD_LOG_PREPROCESSOR_SINK" $logs.sink
  "DD_LOG_PREPROCESSOR_QUEUE" $logs.queue
  "DD_LOG_PREPROCESSOR_QUEUE_REPLICAS" (ternary 3 1 (and (eq .Values.nats.external.url "") (ge (int .Values.nats.replicas) 3)))
  "DD_LOG_PREPROCESSOR_PIPELINES_FROM" $logs.pipelinesFrom
  "DD_LOG_PREPROCESSOR_PIPELINES" (ternary "/etc/dogwatch/pipelines" "" (ne $configMap ""))
  "DD_LOG_PREPROCESSOR_HTTP_PORT" "8080"
  "DD_LOG_PREPROCESSOR_TCP_PORT" (ternary "10516" "" $logs.tcp)
) }}
ports: {http: 8080{{ if $logs.tcp }}, tcp: 10516{{ end }}}
servicePorts:
  - {name: http, port: {{ $logs.service.port }}, targetPort: http, protocol: TCP}
  {{- if $logs.tcp }}
  - {name: tcp, port: 10516, targetPort: tcp, protocol: TCP}
  {{- end }}
{{- if $configMap }}
volumes:
  - name: pipelines
    configMap:
      name: {{ $configMap }}
mounts:
  - {name: pipelines, mountPath: /etc/dogwatch/pipelines, readOnly: true}
{{- end }}
{{- end -}}

{{- define "dogwatch.facts.monitor-sync" -}}
kube: true
keys: [api, app]
{{ include "dogwatch.envOf" (dict
  "DD_SITE" (include "dogwatch.site" .)
  "DD_DD_URL" (include "dogwatch.apiUrl" .)
  "WATCH_NAMESPACE" (include "dogwatch.watchNamespaces" (list . "monitor-sync"))
  "DD_LEADER_LEASE_NAME" (include "dogwatch.fullname" .)
  "DD_LEADER_LEASE_DURATION" .Values.datadog.leaderLeaseDuration
) }}
{{- end -}}

{{- define "dogwatch.facts.keda-scaler" -}}
{{- $tls := .Values.kedaScaler.tls -}}
{{- if and $tls.clientAuth (not $tls.existingSecret) }}{{ fail "kedaScaler.tls.clientAuth: clients are known by their certificates over TLS alone; name the Secret with tls.crt, tls.key and ca.crt in kedaScaler.tls.existingSecret" }}{{ end -}}
kube: false
{{ include "dogwatch.envOf" (dict
  "DD_KEDA_SCALER_PORT" "9090"
  "DD_KEDA_SCALER_CERT_FILE" (ternary "/etc/dogwatch/tls/tls.crt" "" (ne $tls.existingSecret ""))
  "DD_KEDA_SCALER_KEY_FILE" (ternary "/etc/dogwatch/tls/tls.key" "" (ne $tls.existingSecret ""))
  "DD_KEDA_SCALER_CLIENT_CA_FILE" (ternary "/etc/dogwatch/tls/ca.crt" "" $tls.clientAuth)
) }}
ports: {grpc: 9090}
servicePorts: [{name: grpc, port: {{ .Values.kedaScaler.service.port }}, targetPort: grpc, protocol: TCP{{ if not $tls.existingSecret }}, appProtocol: kubernetes.io/h2c{{ end }}}]
{{- if $tls.existingSecret }}
volumes:
  - name: tls
    secret:
      secretName: {{ $tls.existingSecret }}
mounts:
  - {name: tls, mountPath: /etc/dogwatch/tls, readOnly: true}
{{- end }}
{{- end -}}
