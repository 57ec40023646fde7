{{/* Beginning of the names of all objects: at most 40 characters, as the longest end has 23 (of 63). */}}
{{- define "dogwatch.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Name of an object: (list $ "metrics-poller"). */}}
{{- define "dogwatch.name" -}}
{{- printf "%s-%s" (include "dogwatch.fullname" (index . 0)) (index . 1) -}}
{{- end -}}

{{/* Labels by which the pods of a component are found: (list $ "metrics-poller"). They never change. */}}
{{- define "dogwatch.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/instance: {{ $root.Release.Name | quote }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Labels of the pods of a component, of which those they are found by stay what they are: (list $ "nats" labels). */}}
{{- define "dogwatch.podLabels" -}}
{{- merge (include "dogwatch.selectorLabels" . | fromYaml) (index . 2 | default dict) ((index . 0).Values.commonLabels | default dict) | toYaml -}}
{{- end -}}

{{/* Labels and annotations of an object of a component: (list $ "metrics-poller"), with annotations of its own as a third. */}}
{{- define "dogwatch.metadata" -}}
{{- $root := index . 0 -}}
{{- $labels := include "dogwatch.selectorLabels" (list $root (index . 1)) | fromYaml -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_") -}}
{{- $_ := set $labels "app.kubernetes.io/version" $root.Chart.AppVersion -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- $_ := set $labels "app.kubernetes.io/part-of" "dogwatch" -}}
labels:
  {{- merge $labels ($root.Values.commonLabels | default dict) | toYaml | nindent 2 }}
{{- $own := dict -}}
{{- if gt (len .) 2 }}{{ $own = index . 2 | default dict }}{{ end -}}
{{- with merge (deepCopy $own) ($root.Values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The first of a list that is not null, as text; empty when all are. */}}
{{- define "dogwatch.first" -}}
{{- $found := dict -}}
{{- range . -}}
{{- if and (not (hasKey $found "it")) (not (kindIs "invalid" .)) }}{{ $_ := set $found "it" . }}{{ end -}}
{{- end -}}
{{- if hasKey $found "it" }}{{ include "dogwatch.text" $found.it }}{{ end -}}
{{- end -}}

{{/* A value as text; whole numbers without an exponent. */}}
{{- define "dogwatch.text" -}}
{{- if kindIs "float64" . -}}
{{- if eq (floor .) . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- else }}{{ toString . }}{{ end -}}
{{- end -}}

{{/*
"true" where the renderer can look into the cluster: there, one of these namespaces is always found. The own one comes first, as
a user with rights in it alone may look at no other, and Helm gives up at what is forbidden.
*/}}
{{- define "dogwatch.seesCluster" -}}
{{- if or (lookup "v1" "Namespace" "" .Release.Namespace) (lookup "v1" "Namespace" "" "kube-system") }}true{{ end -}}
{{- end -}}

{{/* "true" where an object that was looked up belongs to this release or is not there: (list $ object). */}}
{{- define "dogwatch.isOurs" -}}
{{- $root := index . 0 -}}
{{- $annotations := dig "metadata" "annotations" dict (index . 1 | default dict) | default dict -}}
{{- if not (index . 1) }}true
{{- else if and (eq (get $annotations "meta.helm.sh/release-name") $root.Release.Name) (eq (get $annotations "meta.helm.sh/release-namespace") $root.Release.Namespace) }}true
{{- end -}}
{{- end -}}
