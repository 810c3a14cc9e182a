#pragma once
#include "dense.h"
#include "large.h"
#include "layered.h"
#include "quantum.h"
#include "spin.h"
#include "quantum_peak.h"
#include "tensor.h"
