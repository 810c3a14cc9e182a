#pragma once
// jpeglib.h takes FILE and size_t as known.
#include <stdio.h>
#include <jpeglib.h>
