// Reads line protocol with InfluxDB's own parser, and prints what it read: one line of JSON a point.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/influxdata/influxdb/v2/models"
)

type point struct {
	Name   string         `json:"name"`
	Tags   [][2]string    `json:"tags"`
	Fields map[string]any `json:"fields"`
	Time   string         `json:"time"`
}

func main() {
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	points, err := models.ParsePointsWithPrecision(body, time.Now(), "ns")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, each := range points {
		fields, err := each.Fields()
		if err != nil {
			panic(err)
		}
		tags := [][2]string{}
		for _, tag := range each.Tags() {
			tags = append(tags, [2]string{string(tag.Key), string(tag.Value)})
		}
		if err := out.Encode(point{string(each.Name()), tags, fields, fmt.Sprint(each.UnixNano())}); err != nil {
			panic(err)
		}
	}
}
