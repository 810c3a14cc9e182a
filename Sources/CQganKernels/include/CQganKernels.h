#pragma once
#include "quantum.h"
#include "tensor.h"
