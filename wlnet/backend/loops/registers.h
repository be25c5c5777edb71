/* Products of matrices by vector registers. A matrix that registers run along is stored in panels: PANEL columns, all
   rows of them. As widths are multiples of UNIT, the last panel may be half as wide. */

#pragma once

#include <stdint.h>

#include "rows.h"

#if defined(__AVX512F__)
enum { WIDE = 2, ROWS = 8, SLICE = 8 };     /* 16 sums in 32 registers */
#elif defined(__AVX2__)
enum { WIDE = 2, ROWS = 6, SLICE = 4 };     /* 12 sums in 16 registers */
#else
enum { WIDE = 4, ROWS = 4, SLICE = 4 };
#endif

enum { PANEL = LANES * WIDE, DEPTH = 192 };

/* c {rows, wide vectors} (+)= a . b, with `depth` products for each element. The sums stay in registers. */
INLINE void tile(const int rows, const int wide, int64_t depth, const float *a, int64_t a_row, int64_t a_step,
                 const float *b, float *c, int64_t c_row, int add)
{
    Vector sum[ROWS > SLICE ? ROWS : SLICE][WIDE];
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
        for (int j = 0; j < wide; j++)
            sum[i][j] = all(0.0f);
    for (int64_t k = 0; k < depth; k++, a += a_step, b += wide * LANES)
#pragma GCC unroll 8
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
            for (int j = 0; j < wide; j++)
                sum[i][j] += a[i * a_row] * load(b + j * LANES);
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
        for (int j = 0; j < wide; j++) {
            float *p = c + i * c_row + j * LANES;
            store(p, add ? load(p) + sum[i][j] : sum[i][j]);
        }
}

#define CASE(rows) case rows: tile(rows, wide, depth, a, a_row, a_step, b, c, c_row, add); break;
INLINE void tile_of(int64_t rows, const int wide, int64_t depth, const float *a, int64_t a_row, int64_t a_step,
                    const float *b, float *c, int64_t c_row, int add)
{
    switch (rows) {
#if defined(__AVX512F__)
    CASE(8) CASE(7)
#endif
#if defined(__AVX2__)
    CASE(6) CASE(5)
#endif
    CASE(4) CASE(3) CASE(2) CASE(1)
    }
}

static __attribute__((noinline)) void tile_wide(
    int64_t rows, int64_t depth, const float *a, int64_t a_row, int64_t a_step, const float *b, float *c,
    int64_t c_row, int add)
{
    tile_of(rows, WIDE, depth, a, a_row, a_step, b, c, c_row, add);
}

static __attribute__((noinline)) void tile_narrow(
    int64_t rows, int64_t depth, const float *a, int64_t a_row, int64_t a_step, const float *b, float *c,
    int64_t c_row, int add)
{
    tile_of(rows, UNIT / LANES, depth, a, a_row, a_step, b, c, c_row, add);
}

INLINE void tile_any(int64_t columns, int64_t rows, int64_t depth, const float *a, int64_t a_row, int64_t a_step,
                     const float *b, float *c, int64_t c_row, int add)
{
    (columns == PANEL ? tile_wide : tile_narrow)(rows, depth, a, a_row, a_step, b, c, c_row, add);
}

/* Packed of the matrix whose element (k, j) is at from[k * down + j * across]; zeros beyond `given` columns. */
static void fill_panels(Packed to, const float *from, int64_t down, int64_t across, int64_t given)
{
    float *out = to.data;
    for (int64_t left = 0; left < to.width; left += PANEL) {
        int64_t columns = least(PANEL, to.width - left), there = least(columns, given - left);
        for (int64_t k = 0; k < to.depth; k++)
            for (int64_t j = there; j < columns; j++)
                out[k * columns + j] = 0;
        if (across == 1)
            for (int64_t k = 0; k < to.depth; k++)
                for (int64_t j = 0; j < there; j++)
                    out[k * columns + j] = from[k * down + left + j];
        else
            for (int64_t k = 0; k < to.depth; k += UNIT)        /* blocks that stay in the nearest cache */
                for (int64_t j = 0; j < there; j++)
                    for (int64_t i = k; i < least(k + UNIT, to.depth); i++)
                        out[i * columns + j] = from[i * down + (left + j) * across];
        out += to.depth * columns;
    }
}

/* c (+)= a . b for all rows of the tiles. */
static void register_multiply(const Tile *tiles, int64_t count, Array a, Packed b, Array c, int add)
{
    for (int64_t top = 0; top < b.depth; top += DEPTH) {
        int64_t depth = least(DEPTH, b.depth - top);
        const float *panel = b.data;
        for (int64_t left = 0; left < b.width; left += PANEL) {
            int64_t columns = least(PANEL, b.width - left);
            for (int64_t t = 0; t < count; t++)
                tile_any(columns, tiles[t].rows, depth, rows_of(a, tiles + t) + top, a.stride, 1,
                         panel + top * columns, rows_of(c, tiles + t) + left, c.stride, add || top);
            panel += b.depth * columns;
        }
    }
}

/* The columns of a {rows, width} in slices of SLICE. */
static void fill_slices(float *to, const float *from, int64_t rows, int64_t width)
{
    for (int64_t s = 0; s < width; s += SLICE)
        for (int64_t i = 0; i < rows; i++, to += SLICE)
            for (int j = 0; j < SLICE; j++)
                to[j] = from[i * width + s + j];
}

/* Rows {rows, width} of tiles, found by `from`, below each other in panels. */
static Packed gather_panels(const Tile *tiles, int64_t count, int64_t rows, Array from, int64_t width, float *room)
{
    Packed to = {room, rows, padded(width)};
    for (int64_t left = 0; left < to.width; left += PANEL) {
        int64_t columns = least(PANEL, to.width - left), there = least(columns, width - left);
        for (int64_t t = 0; t < count; t++) {
            const float *source = rows_of(from, tiles + t) + left;
            for (int64_t i = 0; i < tiles[t].rows; i++, source += from.stride, room += columns) {
                if (there == PANEL)
                    for (int j = 0; j < PANEL; j += LANES)
                        store(room + j, load(source + j));
                else
                    for (int64_t j = 0; j < columns; j++)
                        room[j] = j < there ? source[j] : 0;
            }
        }
    }
    return to;
}

/* sums {width, columns of b} += a^T . b; `a` {rows, width} is in slices, `b` in panels. */
static void register_add_products(const float *a, int64_t width, Packed b, float *sums)
{
    const float *panel = b.data;
    for (int64_t left = 0; left < b.width; left += PANEL) {
        int64_t columns = least(PANEL, b.width - left);
        for (int64_t s = 0; s < width; s += SLICE)
            tile_any(columns, SLICE, b.depth, a + s * b.depth, 1, SLICE, panel, sums + s * b.width + left, b.width, 1);
        panel += b.depth * columns;
    }
}
