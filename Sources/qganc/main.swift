print("qganc")
