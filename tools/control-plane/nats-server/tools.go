//go:build tools

// Package natsserver pins the NATS server that the end-to-end stories run against.
package natsserver

import _ "github.com/nats-io/nats-server/v2"
