#pragma once
#include "quantum.h"
