{{/*
What a service may do in Kubernetes, from files/permissions.yaml: `cluster`, `watched` (in `watchNamespaces` instead of the whole
cluster), `own`, `kubeSystemRole`.
*/}}
{{- define "dogwatch.permissions" -}}
{{- $root := index . 0 -}}{{- $settings := index . 2 -}}
{{- $text := $root.Files.Get "files/permissions.yaml" | replace "$(webhookName)" (include "dogwatch.webhookName" $root) | replace "$(webhookCertificate)" (include "dogwatch.name" (list $root "webhook-certificate")) -}}
{{- $permissions := get ($text | fromYaml) (index . 1) -}}
{{- $cluster := list -}}{{- $watched := list -}}{{- $own := list -}}
{{- range $permissions.cluster -}}
{{- $isNamespaced := not (has "namespaces" .resources) -}}
{{- if and $isNamespaced (include "dogwatch.watchNamespaces" $) }}{{ $watched = append $watched . }}{{ else }}{{ $cluster = append $cluster . }}{{ end -}}
{{- end -}}
{{- range $permissions.own -}}
{{- /* keys come from mounted files, so nobody has to read Secrets, unless it is said which, or all */ -}}
{{- $isAnySecret := and (has "secrets" .resources) (not .resourceNames) (has "list" .verbs) -}}
{{- $named := ternary (dict "resourceNames" $settings.readSecrets) dict (kindIs "slice" $settings.readSecrets) -}}
{{- if not $isAnySecret }}{{ $own = append $own . }}{{ else if $settings.readSecrets }}{{ $own = append $own (merge . $named) }}{{ end -}}
{{- end -}}
{{- dict "cluster" $cluster "watched" $watched "own" $own "kubeSystemRole" $permissions.kubeSystemRole | toYaml -}}
{{- end -}}

{{/* Namespaces to which a service keeps, separated by commas; empty for all: (list $ "monitor-sync"). */}}
{{- define "dogwatch.watchNamespaces" -}}
{{- $values := (index . 0).Values -}}
{{- if eq (index . 1) "monitor-sync" }}{{ $values.monitorSync.watchNamespaces | default $values.watchNamespaces | uniq | join "," }}{{ end -}}
{{- end -}}

{{/*
A role and its binding: (dict "root" $ "app" "metrics-poller" "kind" "ClusterRole" "name" "..." "rules" (list ...)); a Role is in
`namespace`, by default that of the release.
*/}}
{{- define "dogwatch.role" -}}
{{- $metadata := include "dogwatch.metadata" (list .root .app) -}}
{{- $namespace := ternary (printf "\n  namespace: %q" (default .root.Release.Namespace .namespace)) "" (eq .kind "Role") -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .kind }}
metadata:
  name: {{ .name }}{{ $namespace }}
  {{- $metadata | nindent 2 }}
rules:
  {{- toYaml .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .kind }}Binding
metadata:
  name: {{ .name }}{{ $namespace }}
  {{- $metadata | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: {{ .kind }}, name: {{ .name }}}
subjects:
  - {kind: ServiceAccount, name: {{ include "dogwatch.serviceAccountName" (list .root .app) | quote }}, namespace: {{ .root.Release.Namespace | quote }}}
{{- end -}}

{{/* Name of an object without a namespace: (list $ "metrics-poller"). */}}
{{- define "dogwatch.clusterName" -}}
{{- printf "%s-%s-%s" (index . 0).Release.Namespace (include "dogwatch.fullname" (index . 0)) (index . 1) -}}
{{- end -}}

{{/* Roles and bindings of a service: (list $ "metrics-poller" settings facts). */}}
{{- define "dogwatch.rbac" -}}
{{- $root := index . 0 -}}{{- $app := index . 1 -}}
{{- $permissions := include "dogwatch.permissions" . | fromYaml -}}
{{- if $permissions.cluster }}
---
{{ include "dogwatch.role" (dict "root" $root "app" $app "kind" "ClusterRole" "name" (include "dogwatch.clusterName" .) "rules" $permissions.cluster) }}
{{- end }}
{{- if $permissions.watched }}
{{- range include "dogwatch.watchNamespaces" . | splitList "," }}
---
{{ include "dogwatch.role" (dict "root" $root "app" $app "kind" "Role" "namespace" . "name" (include "dogwatch.clusterName" $) "rules" $permissions.watched) }}
{{- end }}
{{- end }}
{{- if $permissions.own }}
---
{{ include "dogwatch.role" (dict "root" $root "app" $app "kind" "Role" "name" (include "dogwatch.name" .) "rules" $permissions.own) }}
{{- end }}
{{- with $permissions.kubeSystemRole }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "dogwatch.clusterName" $ }}
  namespace: kube-system
  {{- include "dogwatch.metadata" (list $root $app) | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ . }}}
subjects:
  - {kind: ServiceAccount, name: {{ include "dogwatch.serviceAccountName" $ | quote }}, namespace: {{ $root.Release.Namespace | quote }}}
{{- end }}
{{- end -}}
