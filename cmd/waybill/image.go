package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
)

func newImageCommand(a *app) *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "image",
		Short: "Ask a registry for an image, or give it one more tag: a commit is built once and released by its digest",
		Long: `Ask a registry for an image, or give it one more tag: a commit is built once and released by its digest.

The scripts of a pipeline (deploy/ci) use it. The account is that of Docker's configuration (DOCKER_CONFIG, 'docker login').`,
	})
	cmd.AddCommand(&cobra.Command{
		Use:   "digest IMAGE:TAG",
		Short: "Print the digest of an image; exit 4 when the registry has no such image",
		Example: `  waybill image digest registry.example.com/shop/orders:git-4f1c2ab
  digest=$(waybill image digest registry.example.com/shop/orders:1.4.2) || echo "exit status $?"`,
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			digest, err := registry.Digest(c.Context(), args[0], registry.Options{})
			if err != nil {
				return err
			}
			if digest == "" {
				return fault.New(fault.Unsupported, "the registry has no %s", args[0])
			}
			_, err = fmt.Fprintln(a.stdout, digest)
			return err
		},
	}, &cobra.Command{
		Use:     "tag IMAGE@DIGEST TAG",
		Short:   "Give an image that is pushed one more tag; exit 3 when the tag is there with other bytes",
		Example: `  waybill image tag registry.example.com/shop/orders@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 1.4.2`,
		Args:    exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			return registry.Tag(c.Context(), args[0], args[1], registry.Options{})
		},
	})
	return cmd
}
