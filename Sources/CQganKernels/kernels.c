#include "CQganKernels.h"
