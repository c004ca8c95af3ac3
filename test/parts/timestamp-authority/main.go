// The timestamp authority, with a key and a chain that live as long as this process. Its own command listens everywhere, for
// metrics, and asks the clocks of the internet; this one listens on loopback alone.
package main

import (
	"flag"
	"log"
	"time"

	"github.com/sigstore/timestamp-authority/v2/pkg/server"
	"github.com/spf13/viper"
)

func main() {
	port := flag.Int("port", 0, "on loopback")
	flag.Parse()
	viper.Set("timestamp-signer", "memory")
	viper.Set("timestamp-signer-hash", "sha256")
	viper.Set("max-request-body-size", 1<<20)
	viper.Set("default-policy-oid", policy)
	viper.Set("accepted-policy-oids", []string{policy})
	api := server.NewRestAPIServer("127.0.0.1", *port, []string{"http"}, false, timeout, timeout)
	log.Fatal(api.Serve())
}

const (
	policy  = "1.3.6.1.4.1.57264.2"
	timeout = 30 * time.Second
)
