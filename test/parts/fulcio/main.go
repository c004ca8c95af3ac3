// Fulcio, with an authority that lives as long as this process. Its own command listens everywhere, for metrics; this one listens on
// loopback alone.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"strings"
	"time"

	ctclient "github.com/google/certificate-transparency-go/client"
	"github.com/google/certificate-transparency-go/jsonclient"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/sigstore/fulcio/pkg/ca/ephemeralca"
	"github.com/sigstore/fulcio/pkg/config"
	fulcio "github.com/sigstore/fulcio/pkg/generated/protobuf"
	"github.com/sigstore/fulcio/pkg/server"
	common "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	"github.com/sigstore/sigstore/pkg/signature"
	"google.golang.org/grpc/metadata"
)

func main() {
	port := flag.String("port", "", "on loopback")
	settings := flag.String("config", "", "file that says whose tokens are believed")
	certificateLog := flag.String("ct-log-url", "", "log of certificates")
	flag.Parse()
	log.Fatal(serve("127.0.0.1:"+*port, *settings, *certificateLog))
}

func serve(listen, settings, certificateLog string) error {
	believed, err := config.Load(settings)
	if err != nil {
		return err
	}
	authority, err := ephemeralca.NewEphemeralCA()
	if err != nil {
		return err
	}
	logs, err := ctclient.New(certificateLog, &http.Client{Timeout: timeout}, jsonclient.Options{})
	if err != nil {
		return err
	}
	algorithms, err := signature.NewAlgorithmRegistryConfig([]common.PublicKeyDetails{common.PublicKeyDetails_PKIX_ECDSA_P256_SHA_256})
	if err != nil {
		return err
	}
	gateway := runtime.NewServeMux(runtime.WithMetadata(bearer))
	service := server.NewGRPCCAServer(logs, authority, algorithms, server.NewIssuerPool(believed))
	if err := fulcio.RegisterCAHandlerServer(context.Background(), gateway, service); err != nil {
		return err
	}
	return http.ListenAndServe(listen, http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		gateway.ServeHTTP(response, request.WithContext(config.With(request.Context(), believed)))
	}))
}

// The token that clients send in a header, where the service looks for it.
func bearer(_ context.Context, request *http.Request) metadata.MD {
	return metadata.Pairs(server.MetadataOIDCTokenKey, strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer "))
}

const timeout = 30 * time.Second
