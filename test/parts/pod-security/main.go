// The Pod Security Standards as the API server has them: a line of JSON { level, version, pod } in, one { allowed, reasons } out.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type question struct {
	Level   api.Level  `json:"level"`
	Version string     `json:"version"`
	Pod     corev1.Pod `json:"pod"`
}

type answer struct {
	Allowed bool     `json:"allowed"`
	Reasons []string `json:"reasons"`
}

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatal(err)
		}
		version, err := api.ParseVersion(asked.Version)
		if err != nil {
			log.Fatal(err)
		}
		level := api.LevelVersion{Level: asked.Level, Version: version}
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &asked.Pod.ObjectMeta, &asked.Pod.Spec))
		if err := answers.Encode(answer{result.Allowed, result.ForbiddenReasons}); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}
