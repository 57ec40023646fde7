//go:build tools

// Package controlplane pins the Kubernetes binaries that the end-to-end stories run against.
package controlplane

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kube-controller-manager"
)
