{{/* Where the certificate of external-metrics-api comes from. */}}
{{- define "dogwatch.certificateFrom" -}}
{{- $certificate := .Values.externalMetricsApi.certificate -}}
{{- if ne $certificate.from "auto" }}{{ $certificate.from }}
{{- else if $certificate.existingSecret }}secret
{{- else if include "dogwatch.seesCluster" . }}chart
{{- else }}self
{{- end -}}
{{- end -}}

{{/* Secret with it. */}}
{{- define "dogwatch.certificateSecret" -}}
{{- $made := eq (include "dogwatch.certificateFrom" .) "certManager" | ternary (include "dogwatch.certManagerSecret" .) (include "dogwatch.name" (list . "external-metrics-api-tls")) -}}
{{- default $made .Values.externalMetricsApi.certificate.existingSecret -}}
{{- end -}}

{{/* Secret that cert-manager writes it to: not that of the chart, as it stays when its Certificate goes and Helm would not take it over. */}}
{{- define "dogwatch.certManagerSecret" -}}
{{- include "dogwatch.name" (list . "external-metrics-api-cert") -}}
{{- end -}}

{{/* Services in front of external-metrics-api. */}}
{{- define "dogwatch.metricsApiServices" -}}
{{- prepend .Values.externalMetricsApi.service.aliases (include "dogwatch.name" (list . "external-metrics-api")) | uniq | join "," -}}
{{- end -}}

{{/* DNS names of Services in this namespace: (list $ services), separated by commas. */}}
{{- define "dogwatch.dnsNames" -}}
{{- $namespace := (index . 0).Release.Namespace -}}
{{- $names := list -}}
{{- range index . 1 -}}
{{- $names = concat $names (list . (printf "%s.%s" . $namespace) (printf "%s.%s.svc" . $namespace) (printf "%s.%s.svc.cluster.local" . $namespace)) -}}
{{- end -}}
{{- join "," $names -}}
{{- end -}}

{{/*
The certificate that the chart makes: `tls.crt`, `tls.key`, `ca.crt`, `ca.key`, `previous-ca.crt` in base64, `names` and `renewAfter`.
What is in the cluster stays while it is for the same names and not in the last third of its life. The CA stays, too, when there are
other names. One that a new CA follows is remembered: the API server has to trust both while pods still serve the certificate from before.
*/}}
{{- define "dogwatch.madeCertificate" -}}
{{- $days := int .Values.externalMetricsApi.certificate.validityDays -}}
{{- $names := include "dogwatch.dnsNames" (list . (include "dogwatch.metricsApiServices" . | splitList ",")) -}}
{{- $found := lookup "v1" "Secret" .Release.Namespace (include "dogwatch.certificateSecret" .) | default dict -}}
{{- $data := $found.data | default dict -}}
{{- $annotations := dig "metadata" "annotations" dict $found | default dict -}}
{{- $renewAfter := get $annotations "dogwatch.io/renew-after" | default "0" | int64 -}}
{{- $isFresh := gt $renewAfter (now | unixEpoch | int64) -}}
{{- $result := dict "names" $names "renewAfter" (toString $renewAfter) "previous-ca.crt" (get $data "previous-ca.crt") -}}
{{- if and $isFresh (get $data "tls.crt") (eq (get $annotations "dogwatch.io/dns-names") $names) -}}
{{- range list "tls.crt" "tls.key" "ca.crt" "ca.key" }}{{ $_ := set $result . (get $data .) }}{{ end -}}
{{- else -}}
{{- $ca := dict -}}
{{- if and $isFresh (get $data "ca.key") -}}
{{- $ca = buildCustomCert (get $data "ca.crt") (get $data "ca.key") -}}
{{- else -}}
{{- $ca = genCA (printf "%s-ca" (include "dogwatch.fullname" .)) $days -}}
{{- $_ := set $result "previous-ca.crt" (get $data "ca.crt") -}}
{{- $_ := set $result "renewAfter" (add (now | unixEpoch | int64) (mul $days 57600) | toString) -}}
{{- end -}}
{{- $leaf := genSignedCert (splitList "," $names | first | trunc 63) nil (splitList "," $names | toJson | fromJsonArray) $days $ca -}}
{{- $_ := set $result "tls.crt" (b64enc $leaf.Cert) -}}
{{- $_ := set $result "tls.key" (b64enc $leaf.Key) -}}
{{- $_ := set $result "ca.crt" (b64enc $ca.Cert) -}}
{{- $_ := set $result "ca.key" (b64enc $ca.Key) -}}
{{- end -}}
{{- toYaml $result -}}
{{- end -}}

{{/*
A Certificate of cert-manager: (dict "root" $ "component" "secret" "services" "issuerRef"). Unless an issuer is named, one with a CA of
its own, whose key stays when cert-manager renews it, so that who trusts the CA also trusts the certificates before and after.
*/}}
{{- define "dogwatch.certManagerCertificate" -}}
{{- $name := include "dogwatch.name" (list .root .component) -}}
{{- $head := printf "metadata:\n  namespace: %q\n  %s" .root.Release.Namespace (include "dogwatch.metadata" (list .root .component) | nindent 2 | trim) -}}
{{- if not .issuerRef }}
apiVersion: cert-manager.io/v1
kind: Issuer
{{ $head }}
  name: {{ $name }}-selfsigned
spec:
  selfSigned: {}
---
apiVersion: cert-manager.io/v1
kind: Certificate
{{ $head }}
  name: {{ $name }}-ca
spec:
  secretName: {{ $name }}-ca
  isCA: true
  commonName: {{ $name }}-ca
  duration: 87600h
  privateKey:
    algorithm: ECDSA
    rotationPolicy: Never
  issuerRef: {name: {{ $name }}-selfsigned, kind: Issuer}
---
apiVersion: cert-manager.io/v1
kind: Issuer
{{ $head }}
  name: {{ $name }}
spec:
  ca:
    secretName: {{ $name }}-ca
---
{{- end }}
apiVersion: cert-manager.io/v1
kind: Certificate
{{ $head }}
  name: {{ $name }}
spec:
  secretName: {{ .secret }}
  dnsNames:
    {{- include "dogwatch.dnsNames" (list .root .services) | splitList "," | toYaml | nindent 4 }}
  privateKey:
    algorithm: ECDSA
    rotationPolicy: Always
  issuerRef:
    {{- default (dict "name" $name "kind" "Issuer") .issuerRef | toYaml | nindent 4 }}
{{- end -}}
