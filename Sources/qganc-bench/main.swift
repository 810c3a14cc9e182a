print("qganc-bench")
