/* Where rows and matrices lie. */

#pragma once

#include <stdint.h>

#include "numbers.h"

enum { UNIT = 16 };     /* widths of states and of padded matrices are multiples of it */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t padded(int64_t width) { return (width + UNIT - 1) / UNIT * UNIT; }

/* A matrix {depth, width}, its `width` a multiple of UNIT, as `registers.h` or `matrix.h` wants it. */
typedef struct {
    float *data;
    int64_t depth, width;
} Packed;

/* Some rows of one step. Where they are: */
enum { ROW, BEFORE, PLACE, SLOT, WAYS };
typedef struct {
    int64_t at[WAYS];   /* among all rows; the state one step before, in `states`; in the batch; in the chunk */
    int64_t rows;
} Tile;

/* An array whose rows are found by one of the ways of tiles. */
typedef struct {
    float *data;
    int64_t stride;
    int way;
} Array;

INLINE float *rows_of(Array array, const Tile *tile) { return array.data + tile->at[array.way] * array.stride; }
