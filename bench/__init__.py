"""The benchmarks: `make bench` measures the product against a bare Flask answer in the same run."""
