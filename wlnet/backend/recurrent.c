/* Recurrent layers over time, forwards and backwards, in single precision: what `recurrent.py` does with torch.

   The rows of a batch lie below each other, step after step (see `packing.py`). They are cut into tiles of a few rows
   that the processor's registers can hold the sums of, and the tiles are dealt to parts of the batch. A part goes
   through time on its own: it never waits for another, so parts run one after the other or in threads with the same
   result, bit for bit. What is summed over the batch, a part sums for itself; the sums are added in a fixed order.

   Orders of gates, weights and gradients are those of the cells in `recurrent.py`. All widths of states are multiples
   of 16. Matrices that a vector register runs along are stored in panels: PANEL columns, all rows of them. */

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512F__)
enum { LANES = 16, WIDE = 2, ROWS = 8, SLICE = 8 };     /* 16 sums in 32 registers */
#elif defined(__AVX2__)
enum { LANES = 8, WIDE = 2, ROWS = 6, SLICE = 4 };      /* 12 sums in 16 registers */
#else
enum { LANES = 4, WIDE = 4, ROWS = 4, SLICE = 4 };
#endif

enum { PANEL = LANES * WIDE, UNIT = 16, DEPTH = 192, CHUNK = 160, MOST_PARTS = 16 };
enum { BASIC, GATED, LONG_SHORT };
enum { FINE, NO_MEMORY, BAD_INDEX };

typedef float Vector __attribute__((vector_size(4 * LANES)));
typedef int32_t Bits __attribute__((vector_size(4 * LANES)));
typedef float Loose __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

/* One scan; shapes in braces. Mirrored by `CompiledScan` in `native.py`. */
typedef struct {
    int64_t kind, n, width, batch, steps, total, parts, threads;
    int64_t begins;             /* the states before the first step are zeros that nobody differentiates by */
    const int64_t *sizes;       /* {steps}: rows of each step */
    const float *x;             /* {total, width}, or null */
    const int64_t *index;       /* {total}, in place of unit vectors of `width` elements */
    const float *inputs;        /* {gates n, width} */
    const float *biases;        /* {gates n} */
    const float *weights;       /* {gates n, n} */
    float *gates;               /* {total, gates n}; of the basic layer: the states after the initial ones */
    float *extra;               /* {total, n} */
    float *states, *cells;      /* {batch + total, n}: the initial ones, then all */
    const float *grads;         /* {total, n}, or null */
    float *carried, *carried_cell;      /* {batch, n}: gradients of the final states, in the end of the initial ones */
    float *d_inputs;            /* {gates n, width}, or null when d_projected is wanted */
    float *d_projected;         /* {total, gates n}, or null */
    float *d_biases, *d_weights, *d_x;
} Scan;

/* ---- numbers ---------------------------------------------------------------------------------------------------- */

INLINE Vector load(const float *p) { return *(const Loose *)p; }
INLINE void store(float *p, Vector x) { *(Loose *)p = x; }
INLINE Vector all(float x) { return x - (Vector){0}; }
INLINE Vector pick(Bits mask, Vector a, Vector b) { return (Vector)((mask & (Bits)a) | (~mask & (Bits)b)); }

/* Exp[x] - 1 in two parts, (scale - 1) + scale * rest, for -87 <= x <= 0: scale a power of 2, rest = Exp[r] - 1 for
   the remaining r of at most Log[2]/2. The series of 7 terms is exact to single precision there. */
INLINE void exponent(Vector x, Vector *scale, Vector *rest)
{
    const Vector shift = all(12582912.0f);      /* 1.5 * 2^23: adding it rounds to an integer */
    Vector shifted = x * 1.44269504f + shift, times = shifted - shift;
    Vector r = x - times * 0.693359375f;        /* Log[2] in two parts, the first short */
    r = r + times * 2.12194440e-4f;
    Vector p = all(1.0f / 5040);
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    *rest = p * r * r + r;
    *scale = (Vector)(((Bits)shifted - (Bits)shift + 127) << 23);
}

/* A comparison with NaN is false: NaN stays NaN in both functions. */
INLINE Vector logistic(Vector x)
{
    const Bits sign = (Bits)all(-0.0f);
    Vector low = (Vector)((Bits)x | sign), scale, rest;
    exponent(pick(low < all(-87.0f), all(-87.0f), low), &scale, &rest);
    Vector e = scale * rest + scale;
    return pick(x < all(0.0f), e, all(1.0f)) / (1.0f + e);
}

INLINE Vector tangent(Vector x)
{
    const Bits sign = (Bits)all(-0.0f);
    Vector low = (Vector)((Bits)x | sign) * 2.0f, scale, rest;
    exponent(pick(low < all(-40.0f), all(-40.0f), low), &scale, &rest);
    Vector e = scale * rest + (scale - 1.0f);
    return (Vector)((Bits)(-e / (e + 2.0f)) | (sign & (Bits)x));
}

/* Numbers too small for the exponent make arithmetic slow by far, and gradients far back in time are such. */
#if defined(__SSE__)
typedef unsigned Mode;
INLINE Mode flush_denormals(void)
{
    Mode before = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(before | 0x8040);
    return before;
}
INLINE void restore(Mode mode) { __builtin_ia32_ldmxcsr(mode); }
#elif defined(__aarch64__)
typedef uint64_t Mode;
INLINE Mode flush_denormals(void)
{
    Mode before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(before | 1u << 24));
    return before;
}
INLINE void restore(Mode mode) { __asm__ volatile("msr fpcr, %0" : : "r"(mode)); }
#else
typedef int Mode;
INLINE Mode flush_denormals(void) { return 0; }
INLINE void restore(Mode mode) { (void)mode; }
#endif

/* ---- products --------------------------------------------------------------------------------------------------- */

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

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t padded(int64_t width) { return (width + UNIT - 1) / UNIT * UNIT; }

/* A matrix {depth, width} in panels; `width` is a multiple of UNIT, so the last panel may be half as wide. */
typedef struct {
    float *data;
    int64_t depth, width;
} Panels;

/* Panels of the matrix whose element (k, j) is at from[k * down + j * across]; zeros beyond `given` columns. */
static void fill_panels(Panels to, const float *from, int64_t down, int64_t across, int64_t given)
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

/* c (+)= a . b for all rows of the tiles. */
static void multiply(const Tile *tiles, int64_t count, Array a, Panels b, Array c, int add)
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

/* sums {columns of a, columns of b} += a^T . b; `a` is in slices of SLICE columns, `stride` apart, `b` in panels. */
static void add_products(const float *a, int64_t stride, int64_t slices, Panels b, float *sums)
{
    const float *panel = b.data;
    for (int64_t left = 0; left < b.width; left += PANEL) {
        int64_t columns = least(PANEL, b.width - left);
        for (int64_t s = 0; s < slices; s++)
            tile_any(columns, SLICE, b.depth, a + s * stride, 1, SLICE, panel, sums + s * SLICE * b.width + left,
                     b.width, 1);
        panel += b.depth * columns;
    }
}

/* ---- a part of the batch ---------------------------------------------------------------------------------------- */

typedef struct {
    const Scan *scan;
    Panels inputs, weights, memory;     /* shared by the parts */
    const float *table;
    Tile *tiles;                /* of all steps of this part */
    int64_t *first;             /* {steps + 1}: where the tiles of each step begin */
    int64_t steps;              /* that have rows in this part */
    float *change;              /* {rows of a chunk, blocks n}: gradients */
    float *slices, *right, *d_x;        /* the gradients in slices; states or inputs in panels; gradients of inputs */
    float *d_inputs, *d_biases, *d_weights;     /* this part's sums; of a table {width, gates n} with classes */
} Part;

static const int64_t GATES[] = {1, 3, 4}, BLOCKS[] = {1, 4, 4};

/* Steps from `step` on, as many as make a chunk of about CHUNK rows; numbers its rows. Gives the step after it. */
static int64_t chunk_end(const Part *part, int64_t step)
{
    int64_t rows = 0, end = step;
    while (end < part->steps) {
        int64_t more = 0;
        for (int64_t t = part->first[end]; t < part->first[end + 1]; t++)
            more += part->tiles[t].rows;
        if (end > step && rows + more > CHUNK)
            break;
        for (int64_t t = part->first[end]; t < part->first[end + 1]; t++) {
            part->tiles[t].at[SLOT] = rows;
            rows += part->tiles[t].rows;
        }
        end++;
    }
    return end;
}

static void project(const Part *part, const Tile *tiles, int64_t count)
{
    const Scan *scan = part->scan;
    int64_t width = GATES[scan->kind] * scan->n;
    for (int64_t t = 0; t < count; t++)
        for (int64_t row = tiles[t].at[ROW]; row < tiles[t].at[ROW] + tiles[t].rows; row++)
            memcpy(scan->gates + row * width, scan->index ? part->table + scan->index[row] * width : scan->biases,
                   width * sizeof(float));
    if (!scan->index)
        multiply(tiles, count, (Array){(float *)scan->x, scan->width, ROW}, part->inputs,
                 (Array){scan->gates, width, ROW}, 1);
}

/* The arrays of one row of the way forwards, and what the cells do with them. */
static void basic_forward(int64_t n, float *state)
{
    for (int64_t j = 0; j < n; j += LANES)
        store(state + j, tangent(load(state + j)));
}

static void gated_forward(int64_t n, float *gates, const float *product, const float *before, float *state)
{
    for (int64_t j = 0; j < n; j += LANES) {
        Vector r = logistic(load(gates + j)), i = logistic(load(gates + n + j));
        Vector m = tangent(load(gates + 2 * n + j) + r * load(product + j));
        store(gates + j, r);
        store(gates + n + j, i);
        store(gates + 2 * n + j, m);
        store(state + j, m + i * (load(before + j) - m));
    }
}

static void long_short_forward(int64_t n, float *gates, float *squashed, const float *before, float *cell, float *state)
{
    for (int64_t j = 0; j < n; j += LANES) {
        Vector m = tangent(load(gates + j)), i = logistic(load(gates + n + j));
        Vector f = logistic(load(gates + 2 * n + j)), o = logistic(load(gates + 3 * n + j));
        Vector c = f * load(before + j) + i * m, q = tangent(c);
        store(gates + j, m);
        store(gates + n + j, i);
        store(gates + 2 * n + j, f);
        store(gates + 3 * n + j, o);
        store(cell + j, c);
        store(squashed + j, q);
        store(state + j, o * q);
    }
}

static void step_forward(const Part *part, const Tile *tiles, int64_t count, int begins)
{
    const Scan *scan = part->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n;
    Array states = {scan->states, n, BEFORE}, gates = {scan->gates, width, ROW}, extra = {scan->extra, n, ROW};
    if (!begins) {
        multiply(tiles, count, states, part->weights, gates, 1);
        if (scan->kind == GATED)
            multiply(tiles, count, states, part->memory, extra, 0);
    }
    for (int64_t t = 0; t < count; t++)
        for (int64_t i = 0; i < tiles[t].rows; i++) {
            int64_t row = tiles[t].at[ROW] + i, before = tiles[t].at[BEFORE] + i, after = scan->batch + row;
            float *g = scan->gates + row * width, *e = scan->extra + row * n, *s = scan->states + after * n;
            if (scan->kind == BASIC)
                basic_forward(n, s);
            else if (scan->kind == GATED) {
                if (begins)
                    memset(e, 0, n * sizeof(float));
                gated_forward(n, g, e, scan->states + before * n, s);
            } else
                long_short_forward(n, g, e, scan->cells + before * n, scan->cells + after * n, s);
        }
}

static void part_forward(Part *part)
{
    for (int64_t step = 0, end; step < part->steps; step = end) {
        end = chunk_end(part, step);
        project(part, part->tiles + part->first[step], part->first[end] - part->first[step]);
        for (int64_t t = step; t < end; t++)
            step_forward(part, part->tiles + part->first[t], part->first[t + 1] - part->first[t],
                         t == 0 && part->scan->begins);
    }
}

/* The gradients {blocks n} of one row, and of the state before it what does not come through the weights. */
static void basic_backward(int64_t n, const float *state, float *d, float *carried)
{
    for (int64_t j = 0; j < n; j += LANES) {
        Vector s = load(state + j);
        store(d + j, load(carried + j) * (1.0f - s * s));
    }
}

static void gated_backward(int64_t n, const float *gates, const float *product, const float *before, float *d,
                           float *carried)
{
    for (int64_t j = 0; j < n; j += LANES) {
        Vector r = load(gates + j), i = load(gates + n + j), m = load(gates + 2 * n + j), dh = load(carried + j);
        Vector d_memory = dh * (1.0f - i) * (1.0f - m * m);
        store(d + j, d_memory * r);
        store(d + n + j, d_memory * load(product + j) * (r * (1.0f - r)));
        store(d + 2 * n + j, dh * (load(before + j) - m) * (i * (1.0f - i)));
        store(d + 3 * n + j, d_memory);
        store(carried + j, dh * i);
    }
}

static void long_short_backward(int64_t n, const float *gates, const float *squashed, const float *before, float *d,
                                const float *carried, float *carried_cell)
{
    for (int64_t j = 0; j < n; j += LANES) {
        Vector m = load(gates + j), i = load(gates + n + j), f = load(gates + 2 * n + j), o = load(gates + 3 * n + j);
        Vector q = load(squashed + j), dh = load(carried + j);
        Vector dc = load(carried_cell + j) + dh * o * (1.0f - q * q);
        store(d + j, dc * i * (1.0f - m * m));
        store(d + n + j, dc * m * (i * (1.0f - i)));
        store(d + 2 * n + j, dc * load(before + j) * (f * (1.0f - f)));
        store(d + 3 * n + j, dh * q * (o * (1.0f - o)));
        store(carried_cell + j, dc * f);
    }
}

static void step_backward(const Part *part, const Tile *tiles, int64_t count, int ends)
{
    const Scan *scan = part->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n;
    for (int64_t t = 0; t < count; t++)
        for (int64_t i = 0; i < tiles[t].rows; i++) {
            int64_t row = tiles[t].at[ROW] + i, before = tiles[t].at[BEFORE] + i, place = tiles[t].at[PLACE] + i;
            float *g = scan->gates + row * width, *e = scan->extra + row * n, *d = part->change;
            float *carried = scan->carried + place * n;
            d += (tiles[t].at[SLOT] + i) * blocks;
            if (scan->grads)
                for (int64_t j = 0; j < n; j += LANES)
                    store(carried + j, load(carried + j) + load(scan->grads + row * n + j));
            if (scan->kind == BASIC)
                basic_backward(n, g, d, carried);
            else if (scan->kind == GATED)
                gated_backward(n, g, e, scan->states + before * n, d, carried);
            else
                long_short_backward(n, g, e, scan->cells + before * n, d, carried, scan->carried_cell + place * n);
        }
    if (!ends)
        multiply(tiles, count, (Array){part->change, blocks, SLOT}, part->weights, (Array){scan->carried, n, PLACE},
                 scan->kind == GATED);
}

/* Rows {rows, width} of tiles, found by `from`, below each other in panels. */
static Panels gather(const Tile *tiles, int64_t count, int64_t rows, Array from, int64_t width, float *room)
{
    Panels to = {room, rows, padded(width)};
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

static void add_to(float *sums, const float *row, int64_t count)
{
    for (int64_t j = 0; j < count; j += LANES)
        store(sums + j, load(sums + j) + load(row + j));
}

/* What a chunk adds to the gradients of weights, biases and inputs; the states before its first tiles may be zeros. */
static void settle(const Part *part, const Tile *tiles, int64_t count, int64_t zeros)
{
    const Scan *scan = part->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, offset = blocks - width;
    int64_t rows = tiles[count - 1].at[SLOT] + tiles[count - 1].rows;
    const float *change = part->change;
    for (int64_t s = 0; s < blocks; s += SLICE) {
        float *to = part->slices + s * rows;
        for (int64_t i = 0; i < rows; i++, to += SLICE)
            for (int j = 0; j < SLICE; j++)
                to[j] = change[i * blocks + s + j];
    }
    if (zeros < count) {
        int64_t skip = tiles[zeros].at[SLOT];
        Array states = {scan->states, n, BEFORE};
        Panels before = gather(tiles + zeros, count - zeros, rows - skip, states, n, part->right);
        add_products(part->slices + skip * SLICE, rows * SLICE, width / SLICE, before, part->d_weights);
    }
    for (int64_t t = 0; t < count; t++)
        for (int64_t i = 0; i < tiles[t].rows; i++) {
            const float *d = change + (tiles[t].at[SLOT] + i) * blocks + offset;
            int64_t row = tiles[t].at[ROW] + i;
            add_to(part->d_biases, d, width);
            if (scan->d_projected)
                memcpy(scan->d_projected + row * width, d, width * sizeof(float));
            else if (scan->index)
                add_to(part->d_inputs + scan->index[row] * width, d, width);
        }
    if (scan->x) {
        Panels x = gather(tiles, count, rows, (Array){(float *)scan->x, scan->width, ROW}, scan->width, part->right);
        add_products(part->slices + offset * rows, rows * SLICE, width / SLICE, x, part->d_inputs);
    }
    if (scan->d_x) {
        Array d_x = {part->d_x, part->inputs.width, SLOT};
        multiply(tiles, count, (Array){part->change + offset, blocks, SLOT}, part->inputs, d_x, 0);
        for (int64_t t = 0; t < count; t++)
            for (int64_t i = 0; i < tiles[t].rows; i++)
                memcpy(scan->d_x + (tiles[t].at[ROW] + i) * scan->width, rows_of(d_x, tiles + t) + i * d_x.stride,
                       scan->width * sizeof(float));
    }
}

static void part_backward(Part *part)
{
    int64_t *starts = part->first + part->scan->steps + 1, chunks = 0;
    for (int64_t step = 0; step < part->steps; step = chunk_end(part, step))
        starts[chunks++] = step;
    starts[chunks] = part->steps;
    for (int64_t c = chunks - 1; c >= 0; c--) {
        int64_t first = part->first[starts[c]], end = part->first[starts[c + 1]], begins = part->scan->begins;
        for (int64_t t = starts[c + 1] - 1; t >= starts[c]; t--)
            step_backward(part, part->tiles + part->first[t], part->first[t + 1] - part->first[t],
                          t == 0 && begins);
        settle(part, part->tiles + first, end - first, c == 0 && begins ? part->first[1] : 0);
    }
}

/* ---- parts together --------------------------------------------------------------------------------------------- */

typedef struct {
    Part parts[MOST_PARTS];
    int64_t count;
    atomic_llong next;
    void (*run)(Part *);
} Team;

static void *work(void *given)
{
    Team *team = given;
    Mode before = flush_denormals();
    for (int64_t p; (p = atomic_fetch_add(&team->next, 1)) < team->count;)
        team->run(team->parts + p);
    restore(before);
    return NULL;
}

/* Let threads take the parts; the calling one is among them, and does without those that do not come. */
static void run_team(Team *team, int64_t threads)
{
    pthread_t helpers[MOST_PARTS];
    int64_t started = 0;
    while (started < least(threads, team->count) - 1 && !pthread_create(helpers + started, NULL, work, team))
        started++;
    work(team);
    for (int64_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

/* Memory for a call, in one piece. */
typedef struct {
    char *start, *free, *end;
} Room;

static void *take(Room *room, int64_t bytes)
{
    void *found = room->free;
    room->free += (bytes + 63) / 64 * 64;
    return found;
}

static float *take_floats(Room *room, int64_t count) { return take(room, count * sizeof(float)); }

/* Cut the rows into tiles, and deal these to the part. Tiles of the longest sequences come first, so parts take them
   in turn. */
static void deal(Part *part, int64_t number, Room *room)
{
    const Scan *scan = part->scan;
    int64_t most = 0, count = 0, offset = 0, before = 0;
    for (int64_t step = 0; step < scan->steps; step++)
        most += scan->sizes[step] / (ROWS * scan->parts) + 1;
    part->tiles = take(room, most * sizeof(Tile));
    part->first = take(room, 2 * (scan->steps + 1) * sizeof(int64_t));
    part->steps = 0;
    for (int64_t step = 0; step < scan->steps; step++) {
        int64_t size = scan->sizes[step];
        part->first[step] = count;
        for (int64_t place = number * ROWS; place < size; place += scan->parts * ROWS)
            part->tiles[count++] = (Tile){{offset + place, before + place, place, 0}, least(ROWS, size - place)};
        if (count > part->first[step])
            part->steps = step + 1;
        before = scan->batch + offset;
        offset += size;
    }
    part->first[scan->steps] = count;
}

/* The memory that tiles, panels and sums of all parts take, in bytes; generous. */
static int64_t need(const Scan *scan, int backward)
{
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, inputs = padded(scan->width);
    int64_t most = 0, tiles = 0, floats;
    for (int64_t step = 0; step < scan->steps; step++)
        tiles += scan->sizes[step] / (ROWS * scan->parts) + 1;
    most = CHUNK > scan->batch ? CHUNK : scan->batch;
    floats = most * (2 * blocks + inputs + (inputs > n ? inputs : n)) + width * (inputs + n + 1);
    int64_t each = tiles * sizeof(Tile) + 2 * (scan->steps + 1) * sizeof(int64_t)
                   + (backward ? floats * sizeof(float) : 0) + 16 * 64;
    return scan->parts * each + (width * (inputs + n) + width) * sizeof(float) + 16 * 64;
}

static int open_room(const Scan *scan, int backward, Room *room)
{
    int64_t bytes = need(scan, backward);
    void *found = NULL;
    if (posix_memalign(&found, 64, bytes))
        return NO_MEMORY;
    *room = (Room){found, found, (char *)found + bytes};
    return FINE;
}

static Panels take_panels(Room *room, int64_t depth, int64_t width)
{
    return (Panels){take_floats(room, depth * padded(width)), depth, padded(width)};
}

/* Runs a scan forwards: fills gates, extra, states and cells. */
int wlnet_forward(const Scan *scan)
{
    int64_t n = scan->n, width = GATES[scan->kind] * n;
    for (int64_t row = 0; scan->index && row < scan->total; row++)
        if (scan->index[row] < 0 || scan->index[row] >= scan->width)
            return BAD_INDEX;
    Room room;
    if (open_room(scan, 0, &room))
        return NO_MEMORY;
    Part shared = {.scan = scan};
    int64_t apart = scan->kind == GATED ? n : 0;        /* the memory gate's product is kept apart */
    shared.weights = take_panels(&room, n, width - apart);
    fill_panels(shared.weights, scan->weights + apart * n, 1, n, width - apart);
    if (apart) {
        shared.memory = take_panels(&room, n, n);
        fill_panels(shared.memory, scan->weights, 1, n, n);
    }
    if (scan->index) {
        float *table = take_floats(&room, scan->width * width);
        for (int64_t k = 0; k < scan->width; k += UNIT)
            for (int64_t j = 0; j < width; j++)
                for (int64_t i = k; i < least(k + UNIT, scan->width); i++)
                    table[i * width + j] = scan->inputs[j * scan->width + i] + scan->biases[j];
        shared.table = table;
    } else {
        shared.inputs = take_panels(&room, scan->width, width);
        fill_panels(shared.inputs, scan->inputs, 1, scan->width, width);
    }
    Team team = {.count = scan->parts, .run = part_forward};
    for (int64_t p = 0; p < scan->parts; p++) {
        team.parts[p] = shared;
        deal(team.parts + p, p, &room);
    }
    run_team(&team, scan->threads);
    free(room.start);
    return FINE;
}

/* The sums of the parts, one after the other, into `to` {rows, width}; each part's rows have `stride` elements. */
static void collect(const Team *team, size_t sums, int64_t rows, int64_t width, int64_t stride, float *to)
{
    for (int64_t p = 0; p < team->count; p++) {
        const float *from = *(float *const *)((const char *)(team->parts + p) + sums);
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < width; j++)
                to[i * width + j] = (p ? to[i * width + j] : 0) + from[i * stride + j];
    }
}

/* The sums of tables {width, gates n}, turned over into `to` {gates n, width}. */
static void collect_tables(const Team *team, int64_t rows, int64_t width, float *to)
{
    float *first = team->parts[0].d_inputs;
    for (int64_t p = 1; p < team->count; p++)
        for (int64_t i = 0; i < rows * width; i += LANES)
            store(first + i, load(first + i) + load(team->parts[p].d_inputs + i));
    for (int64_t k = 0; k < rows; k += UNIT)
        for (int64_t j = 0; j < width; j++)
            for (int64_t i = k; i < least(k + UNIT, rows); i++)
                to[j * rows + i] = first[i * width + j];
}

/* Runs a scan backwards: fills all gradients. */
int wlnet_backward(const Scan *scan)
{
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, inputs = padded(scan->width);
    int64_t most = CHUNK > scan->batch ? CHUNK : scan->batch;
    Room room;
    if (open_room(scan, 1, &room))
        return NO_MEMORY;
    Part shared = {.scan = scan};
    shared.weights = take_panels(&room, width, n);
    fill_panels(shared.weights, scan->weights, n, 1, n);
    if (scan->d_x) {
        shared.inputs = take_panels(&room, width, scan->width);
        fill_panels(shared.inputs, scan->inputs, scan->width, 1, scan->width);
    }
    Team team = {.count = scan->parts, .run = part_backward};
    for (int64_t p = 0; p < scan->parts; p++) {
        Part *part = team.parts + p;
        *part = shared;
        deal(part, p, &room);
        part->change = take_floats(&room, most * blocks);
        part->slices = take_floats(&room, most * blocks);
        part->right = take_floats(&room, most * (inputs > n ? inputs : n));
        part->d_x = take_floats(&room, most * inputs);
        part->d_weights = memset(take_floats(&room, width * n), 0, width * n * sizeof(float));
        part->d_biases = memset(take_floats(&room, width), 0, width * sizeof(float));
        if (scan->d_inputs)
            part->d_inputs = memset(take_floats(&room, width * inputs), 0, width * inputs * sizeof(float));
    }
    run_team(&team, scan->threads);
    collect(&team, offsetof(Part, d_weights), width, n, n, scan->d_weights);
    collect(&team, offsetof(Part, d_biases), 1, width, width, scan->d_biases);
    if (scan->d_inputs && scan->index)
        collect_tables(&team, scan->width, width, scan->d_inputs);
    else if (scan->d_inputs)
        collect(&team, offsetof(Part, d_inputs), width, scan->width, inputs, scan->d_inputs);
    free(room.start);
    return FINE;
}
