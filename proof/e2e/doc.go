// Package e2e builds the examples' images from generated files and runs them, with the tools that WAYBILL_RIG names: a folder with
// `build-run`, which builds a Dockerfile, starts the image, waits for an answer and stops it, and says how that went in JSON.
// WAYBILL_TREE is the image tree of that place. Without them the tests are skipped.
package e2e
