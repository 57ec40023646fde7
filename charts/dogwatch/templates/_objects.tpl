{{/* Objects beside the Deployment of a service; each takes (list $ "metrics-poller" settings facts). */}}

{{- define "dogwatch.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "dogwatch.serviceAccountName" . | quote }}
  namespace: {{ (index . 0).Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list (index . 0) (index . 1) (index . 2).serviceAccount.annotations) | nindent 2 }}
automountServiceAccountToken: false
{{- end -}}

{{/* Ports that are for the cluster alone: no load balancer and no node is to show metrics or what a service says of itself. */}}
{{- define "dogwatch.inwardPorts" -}}
- {name: health, port: 5555, targetPort: health, protocol: TCP}
- {name: metrics, port: 5000, targetPort: metrics, protocol: TCP}
{{- end -}}

{{/* "true" where the Service is reached from outside of the cluster; one without ports of its own never is. */}}
{{- define "dogwatch.isOutward" -}}
{{- if and (index . 3).servicePorts (ne (index . 2).service.type "ClusterIP") }}true{{ end -}}
{{- end -}}

{{/* Name of the Service with the inward ports. */}}
{{- define "dogwatch.inwardName" -}}
{{- include "dogwatch.name" . }}{{ if include "dogwatch.isOutward" . }}-internal{{ end -}}
{{- end -}}

{{- define "dogwatch.service" -}}
{{- $settings := index . 2 -}}{{- $facts := index . 3 -}}
{{- $isOutward := include "dogwatch.isOutward" . -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "dogwatch.name" . }}
  namespace: {{ (index . 0).Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list (index . 0) (index . 1) $settings.service.annotations) | nindent 2 }}
spec:
  type: {{ ternary $settings.service.type "ClusterIP" (eq $isOutward "true") }}
  selector:
    {{- include "dogwatch.selectorLabels" . | nindent 4 }}
  ports:
    {{- with $facts.servicePorts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- if $isOutward }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "dogwatch.inwardName" . }}
  namespace: {{ (index . 0).Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list (index . 0) (index . 1)) | nindent 2 }}
spec:
  selector:
    {{- include "dogwatch.selectorLabels" . | nindent 4 }}
  ports:
{{- end }}
    {{- include "dogwatch.inwardPorts" . | nindent 4 }}
{{- end -}}

{{- define "dogwatch.autoscaler" -}}
{{- $scaling := (index . 2).autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "dogwatch.name" . }}
  namespace: {{ (index . 0).Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list (index . 0) (index . 1)) | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "dogwatch.name" . }}}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    {{- range $resource, $percent := dict "cpu" $scaling.targetCPUUtilizationPercentage "memory" $scaling.targetMemoryUtilizationPercentage }}
    {{- if $percent }}
    - type: Resource
      resource: {name: {{ $resource }}, target: {type: Utilization, averageUtilization: {{ $percent }}}}
    {{- end }}
    {{- end }}
    {{- with $scaling.metrics }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $scaling.behavior }}
  behavior:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* "true" where there is a PodDisruptionBudget. */}}
{{- define "dogwatch.hasBudget" -}}
{{- $settings := index . 2 -}}
{{- if kindIs "invalid" $settings.pdb.create }}{{ if gt (include "dogwatch.fewestPods" . | int) 1 }}true{{ end }}{{ else if $settings.pdb.create }}true{{ end -}}
{{- end -}}

{{/* Fewest pods of a service. */}}
{{- define "dogwatch.fewestPods" -}}
{{- $settings := index . 2 -}}
{{- ternary $settings.autoscaling.minReplicas $settings.replicas $settings.autoscaling.enabled | int -}}
{{- end -}}

{{- define "dogwatch.budget" -}}
{{- $pdb := (index . 2).pdb -}}
{{- if not (or (kindIs "invalid" $pdb.minAvailable) (kindIs "invalid" $pdb.maxUnavailable)) }}
{{- fail (printf "%s.pdb: set minAvailable or maxUnavailable, not both" (include "dogwatch.key" (index . 1))) }}
{{- end -}}
{{- $stay := include "dogwatch.text" $pdb.minAvailable -}}
{{- if or (eq $stay "100%") (and (regexMatch "^[0-9]+$" $stay) (ge (int $stay) (include "dogwatch.fewestPods" . | int))) }}
{{- fail (printf "%s.pdb.minAvailable: %s of %s pods would never let a node be drained" (include "dogwatch.key" (index . 1)) $stay (include "dogwatch.fewestPods" .)) }}
{{- end -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "dogwatch.name" . }}
  namespace: {{ (index . 0).Release.Namespace | quote }}
  {{- include "dogwatch.metadata" (list (index . 0) (index . 1)) | nindent 2 }}
spec:
  {{- if kindIs "invalid" $pdb.minAvailable }}
  maxUnavailable: {{ include "dogwatch.first" (list $pdb.maxUnavailable 1) }}
  {{- else }}
  minAvailable: {{ include "dogwatch.text" $pdb.minAvailable }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "dogwatch.selectorLabels" . | nindent 6 }}
{{- end -}}

{{- define "dogwatch.serviceMonitor" -}}
{{- $root := index . 0 -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "dogwatch.name" . }}
  namespace: {{ $root.Release.Namespace | quote }}
  labels:
    {{- merge (deepCopy $root.Values.serviceMonitor.labels) (include "dogwatch.metadata" (list $root (index . 1)) | fromYaml).labels | toYaml | nindent 4 }}
spec:
  selector:
    matchLabels:
      {{- include "dogwatch.selectorLabels" . | nindent 6 }}
  namespaceSelector:
    matchNames: [{{ $root.Release.Namespace | quote }}]
  endpoints:
    - port: metrics
      path: /metrics
      interval: {{ $root.Values.serviceMonitor.interval }}
{{- end -}}
