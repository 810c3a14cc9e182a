#pragma once
#include "layered.h"
#include "quantum.h"
#include "tensor.h"
