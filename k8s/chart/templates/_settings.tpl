{{- define "longshore.settings" -}}
{{- $base := .Files.Get "base/longshore.yaml" | fromYaml -}}
{{ toYaml (mergeOverwrite $base (deepCopy .Values.settings)) }}
{{- end }}
