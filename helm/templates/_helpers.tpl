{{/*
A release that was installed with an older chart and is upgraded with --reuse-values lacks the values that came since, at
any depth. So nothing here may need a value to be there: parents are in parentheses, and "mdp.value" has the defaults.
*/}}

{{/*
The first of a list, or its second where the first is not there. An empty text or false is there. Numbers of a release that
is upgraded are floating point, and would be written as 1e+06.
*/}}
{{- define "mdp.value" -}}
{{- $value := index . 0 -}}
{{- if kindIs "invalid" $value }}{{ index . 1 }}{{ else if kindIs "float64" $value }}{{ int64 $value }}{{ else }}{{ $value }}{{ end -}}
{{- end }}

{{/* Not empty where the first of a list is true, or is not there and the second is. */}}
{{- define "mdp.on" -}}
{{- if eq "true" (include "mdp.value" .) }}true{{ end -}}
{{- end }}

{{- define "mdp.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "mdp.fullname" -}}
{{- $name := include "mdp.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "mdp.selector" -}}
app.kubernetes.io/name: {{ include "mdp.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mdp.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "mdp.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: hami-mock-device-plugin
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Not empty for a DaemonSet of the plugin's own. */}}
{{- define "mdp.daemonset" -}}
{{- if eq "daemonset" (include "mdp.value" (list .Values.mode "daemonset")) }}true{{ end -}}
{{- end }}

{{/* patch, removal or objects with mode sidecar, and nothing without. */}}
{{- define "mdp.render" -}}
{{- if not (include "mdp.daemonset" .) }}{{ include "mdp.value" (list (.Values.sidecar).render "patch") }}{{ end -}}
{{- end }}

{{/* Not empty where objects are made, and not a patch. */}}
{{- define "mdp.objects" -}}
{{- if or (include "mdp.daemonset" .) (eq "objects" (include "mdp.render" .)) }}true{{ end -}}
{{- end }}

{{/* The account that the plugin runs under, and where it is. */}}
{{- define "mdp.serviceAccount" -}}
{{- $account := .Values.serviceAccount | default dict -}}
{{- if not (include "mdp.daemonset" .) -}}
{{- (.Values.sidecar).serviceAccount -}}
{{- else if include "mdp.on" (list $account.create true) -}}
{{- $account.name | default (include "mdp.fullname" .) -}}
{{- else -}}
{{- $account.name | default "default" -}}
{{- end -}}
{{- end }}

{{- define "mdp.serviceAccountNamespace" -}}
{{- if include "mdp.daemonset" . }}{{ .Release.Namespace }}{{ else }}{{ (.Values.sidecar).namespace | default .Release.Namespace }}{{ end -}}
{{- end }}

{{- define "mdp.subjects" -}}
- kind: ServiceAccount
  name: {{ include "mdp.serviceAccount" . }}
  namespace: {{ include "mdp.serviceAccountNamespace" . }}
{{- end }}

{{/* Not empty where `config` makes cards up, or may come to. */}}
{{- define "mdp.inventory" -}}
{{- if or (.Values.config).inventory (.Values.rbac).inventory }}true{{ end -}}
{{- end }}

{{/* Not empty where the scheduler's bindings of pods to made-up cards are completed. */}}
{{- define "mdp.bindings" -}}
{{- if and (include "mdp.inventory" .) (include "mdp.on" (list ((.Values.config).hami).bindings true)) }}true{{ end -}}
{{- end }}

{{/*
Not empty where Nodes are written: annotations of made-up cards, and the release of the lock that HAMi's scheduler puts on a
node for a binding.
*/}}
{{- define "mdp.nodesWritten" -}}
{{- $annotations := include "mdp.on" (list ((.Values.config).hami).annotations true) -}}
{{- if and (include "mdp.inventory" .) (or $annotations (include "mdp.bindings" .)) }}true{{ end -}}
{{- end }}

{{/* Not empty where the status of Nodes is written. */}}
{{- define "mdp.statusWritten" -}}
{{- include "mdp.on" (list (.Values.nodeStatus).enabled true) -}}
{{- end }}

{{/* Not empty where the rights are made. */}}
{{- define "mdp.rights" -}}
{{- if and (include "mdp.objects" .) (include "mdp.on" (list (.Values.rbac).create true)) }}true{{ end -}}
{{- end }}

{{/* Not empty where a policy narrows the rights to write Nodes to the own one, which RBAC cannot. Kubernetes has them from 1.30 on. */}}
{{- define "mdp.policy" -}}
{{- $wanted := and (include "mdp.rights" .) (include "mdp.on" (list (.Values.rbac).policy true)) -}}
{{- $known := .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy" -}}
{{- if and $wanted $known (or (include "mdp.nodesWritten" .) (include "mdp.statusWritten" .)) }}true{{ end -}}
{{- end }}

{{- define "mdp.deviceConfigMap" -}}
{{- include "mdp.value" (list .Values.deviceConfigMap "hami-scheduler-device") -}}
{{- end }}

{{- define "mdp.image" -}}
{{- $image := .Values.image | default dict -}}
{{- $repository := include "mdp.value" (list $image.repository "mock-device-plugin") -}}
{{- if $image.registry }}{{ $image.registry }}/{{ end }}{{ $repository }}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default .Chart.AppVersion }}{{ end -}}
{{- end }}

{{- define "mdp.pullPolicy" -}}
{{- include "mdp.value" (list (.Values.image).pullPolicy "IfNotPresent") -}}
{{- end }}

{{/* The kubelet's socket belongs to root; beyond that uid nothing is needed. */}}
{{- define "mdp.securityContext" -}}
runAsUser: 0
runAsNonRoot: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What both modes pass to the plugin before the ports, and after them. */}}
{{- define "mdp.firstArgs" -}}
- -config-map={{ include "mdp.fullname" . }}
- -device-config-map={{ include "mdp.deviceConfigMap" . }}
{{- end }}

{{- define "mdp.lastArgs" -}}
{{- if not (include "mdp.on" (list (.Values.events).enabled true)) }}
- -events=false
{{- end }}
{{- with .Values.discovery }}
- -discover={{ . }}
{{- end }}
- -v={{ include "mdp.value" (list .Values.verbosity 0) }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "mdp.nodeName" -}}
- name: NODE_NAME
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
{{- end }}

{{/* Not empty for an address that only its own host can reach. */}}
{{- define "mdp.loopback" -}}
{{- if or (hasPrefix "127." .) (eq "localhost" .) (eq "[::1]" .) }}true{{ end -}}
{{- end }}

{{- define "mdp.tolerations" -}}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "mdp.network" -}}
{{- $host := .Values.hostNetwork | default false -}}
hostNetwork: {{ $host }}
dnsPolicy: {{ .Values.dnsPolicy | default (ternary "ClusterFirstWithHostNet" "ClusterFirst" $host) }}
{{- end }}

{{- define "mdp.pullSecrets" -}}
{{- with (.Values.image).pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What a probe asks: a path, a port and a host, which may be empty. */}}
{{- define "mdp.probe" -}}
path: {{ index . 0 }}
port: {{ index . 1 }}
{{- with index . 2 }}
host: {{ . }}
{{- end }}
{{- end }}
