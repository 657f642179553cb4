// Reads Kubernetes objects (YAML, several documents a file) with Kubernetes' own Go types, and refuses fields that those do not have.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	options := json.SerializerOptions{Yaml: true, Strict: true}
	decoder := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, options)
	read, failed := 0, false
	for _, path := range os.Args[1:] {
		file, err := os.Open(path)
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		documents := yaml.NewYAMLReader(bufio.NewReader(file))
		for {
			document, err := documents.Read()
			if err == io.EOF {
				break
			}
			if err == nil {
				_, _, err = runtime.Decoder(decoder).Decode(document, nil, nil)
			}
			if err != nil {
				fmt.Printf("%s: %v\n", path, err)
				failed = true
				break
			}
			read++
		}
		file.Close()
	}
	fmt.Printf("%d objects read\n", read)
	if failed {
		os.Exit(1)
	}
}
