rootProject.name = "words-benchmark"
