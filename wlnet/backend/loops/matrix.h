/* Products of matrices by the processor's matrix unit (AMX), to the precision of single precision numbers.

   The unit multiplies numbers of 8 significant bits and adds in single precision. A number of 24 bits is the exact sum
   of three such parts, high + middle + low; of the nine products of parts, those below the last bit of the result are
   left out (middle.low, low.middle, low.low). Six products here are several times faster than one in registers.

   A matrix is stored in blocks of 1 KiB: 16 rows of 16 pairs of consecutive `depth` elements for a factor on the left,
   16 pairs in rows of 16 columns for one on the right; the one kind is the other turned over. A block for each part. */

#pragma once

#include "rows.h"

#if defined(__AMX_BF16__) && defined(__AVX512BW__) && defined(__linux__)

#define MATRIX 1

#include <immintrin.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIDE = 16, PAIRS = 16, BLOCK = 1024, PARTS = 3 };

/* Whether the system lets this process use the unit. */
static int has_matrix_unit(void)
{
    enum { ASK_PERMISSION = 0x1023, TILE_DATA = 18 };
    return !syscall(SYS_arch_prctl, ASK_PERMISSION, TILE_DATA);
}

/* Prepare the unit for this thread: eight blocks of full size. */
static void open_matrix_unit(void)
{
    struct {
        uint8_t palette, start, reserved[14];
        uint16_t bytes[16];
        uint8_t rows[16];
    } shape = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        shape.bytes[i] = 64;
        shape.rows[i] = SIDE;
    }
    __asm__ volatile("" : : : "memory");
    _tile_loadconfig(&shape);
}

static void close_matrix_unit(void) { _tile_release(); }

static int64_t blocks_of(int64_t depth) { return (depth + 2 * PAIRS - 1) / (2 * PAIRS); }

/* The parts of 16 numbers, each in the upper half of 32 bits. A NaN leaves a NaN in the last part at least. */
INLINE void split(__m512 x, __m512i parts[PARTS])
{
    const __m512i half = _mm512_set1_epi32(0x8000), upper = _mm512_set1_epi32((int)0xffff0000);
    for (int p = 0; p < PARTS - 1; p++) {
        parts[p] = _mm512_and_si512(_mm512_add_epi32(_mm512_castps_si512(x), half), upper);
        x = _mm512_sub_ps(x, _mm512_castsi512_ps(parts[p]));
    }
    parts[PARTS - 1] = _mm512_and_si512(_mm512_castps_si512(x), upper);
}

INLINE __mmask16 first_of(int64_t count) { return count >= SIDE ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1); }

/* Blocks for the left of up to 16 rows of `depth` elements, `stride` apart. */
static void pack_rows(char *to, const float *from, int64_t stride, int64_t rows, int64_t depth)
{
    short odd[32];
    for (int i = 0; i < 32; i++)
        odd[i] = (short)(2 * i + 1);
    const __m512i uppers = _mm512_loadu_si512(odd);
    for (int64_t k = 0; k < depth; k += 2 * PAIRS, to += PARTS * BLOCK) {
        __mmask16 first = first_of(depth - k), second = first_of(depth - k - SIDE);
        for (int64_t i = 0; i < rows; i++) {
            __m512i low[PARTS], high[PARTS];
            split(_mm512_maskz_loadu_ps(first, from + i * stride + k), low);
            split(_mm512_maskz_loadu_ps(second, from + i * stride + k + SIDE), high);
            for (int p = 0; p < PARTS; p++)
                _mm512_store_si512(to + p * BLOCK + i * 64, _mm512_permutex2var_epi16(low[p], uppers, high[p]));
        }
    }
}

/* Blocks for the right of the matrix {depth, width} that has these rows. */
static void pack_pairs(char *to, const float *const *rows, int64_t depth, int64_t width)
{
    int64_t blocks = blocks_of(depth);
    for (int64_t b = 0; b < blocks; b++)
        for (int64_t i = 0; i < PAIRS; i++) {
            int64_t k = 2 * (b * PAIRS + i);
            for (int64_t j = 0; j < width; j += SIDE) {
                __mmask16 there = first_of(width - j);
                __m512i even[PARTS], odd[PARTS];
                split(_mm512_maskz_loadu_ps(k < depth ? there : 0, k < depth ? rows[k] + j : *rows), even);
                split(_mm512_maskz_loadu_ps(k + 1 < depth ? there : 0, k + 1 < depth ? rows[k + 1] + j : *rows), odd);
                char *block = to + (j / SIDE * blocks + b) * PARTS * BLOCK + i * 64;
                for (int p = 0; p < PARTS; p++)
                    _mm512_store_si512(block + p * BLOCK, _mm512_or_si512(_mm512_srli_epi32(even[p], 16), odd[p]));
            }
        }
}

/* Turn blocks over: from the left to the right of a product, or back. */
static void turn(char *block, int64_t count)
{
    for (char *end = block + count * BLOCK; block < end; block += BLOCK) {
        __m512i a[16], b[16];
        for (int i = 0; i < 16; i++)
            a[i] = _mm512_load_si512(block + i * 64);
#pragma GCC unroll 8
        for (int i = 0; i < 16; i += 2) {
            b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
            b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
        }
#pragma GCC unroll 4
        for (int i = 0; i < 16; i += 4) {
            a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
            a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
            a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
            a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
        }
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            b[i] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
            b[i + 4] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xdd);
            b[i + 8] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
            b[i + 12] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xdd);
        }
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            _mm512_store_si512(block + i * 64, _mm512_shuffle_i32x4(b[i], b[i + 8], 0x88));
            _mm512_store_si512(block + (i + 8) * 64, _mm512_shuffle_i32x4(b[i], b[i + 8], 0xdd));
            _mm512_store_si512(block + (i + 4) * 64, _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0x88));
            _mm512_store_si512(block + (i + 12) * 64, _mm512_shuffle_i32x4(b[i + 4], b[i + 12], 0xdd));
        }
    }
}

/* Fetch what comes next on the right into the nearest cache: the unit's own loads come too late for that. */
INLINE void fetch(const int across, const char *b, int64_t b_next, int part)
{
    for (int i = 0; i < BLOCK; i += 64) {
        _mm_prefetch(b + part * BLOCK + i, _MM_HINT_T0);
        if (across > 1)
            _mm_prefetch(b + b_next + part * BLOCK + i, _MM_HINT_T0);
    }
}

#define LEFT(p) _tile_loadd(4, a + p * BLOCK, 64); if (down > 1) _tile_loadd(5, a + a_next + p * BLOCK, 64)
#define RIGHT(p) _tile_loadd(6, b + p * BLOCK, 64); if (across > 1) _tile_loadd(7, b + b_next + p * BLOCK, 64)
#define MEET \
    _tile_dpbf16ps(0, 4, 6); \
    if (across > 1) _tile_dpbf16ps(1, 4, 7); \
    if (down > 1) _tile_dpbf16ps(2, 5, 6); \
    if (across > 1 && down > 1) _tile_dpbf16ps(3, 5, 7)

/* Up to 2 x 2 blocks of a product of which the parts have `blocks` blocks; c[i] are rows of sums, c_row[i] apart. */
INLINE void matrix_sums(const int down, const int across, int64_t blocks, const char *a, int64_t a_next, const char *b,
                        int64_t b_next, float *const *c, const int64_t *c_row, int add)
{
    __asm__ volatile("" : : : "memory");
    if (add) {
        _tile_loadd(0, c[0], c_row[0] * 4);
        if (across > 1) _tile_loadd(1, c[0] + SIDE, c_row[0] * 4);
        if (down > 1) _tile_loadd(2, c[1], c_row[1] * 4);
        if (across > 1 && down > 1) _tile_loadd(3, c[1] + SIDE, c_row[1] * 4);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (int64_t k = 0; k < blocks; k++, a += PARTS * BLOCK, b += PARTS * BLOCK) {
        const char *next = k + 1 < blocks ? b + PARTS * BLOCK : b - k * PARTS * BLOCK + across * b_next;
        RIGHT(2); LEFT(0); MEET;
        fetch(across, next, b_next, 2);
        RIGHT(1); MEET; LEFT(1); MEET;
        fetch(across, next, b_next, 1);
        RIGHT(0); MEET; LEFT(2); MEET; LEFT(0); MEET;
        fetch(across, next, b_next, 0);
    }
    _tile_stored(0, c[0], c_row[0] * 4);
    if (across > 1) _tile_stored(1, c[0] + SIDE, c_row[0] * 4);
    if (down > 1) _tile_stored(2, c[1], c_row[1] * 4);
    if (across > 1 && down > 1) _tile_stored(3, c[1] + SIDE, c_row[1] * 4);
    __asm__ volatile("" : : : "memory");
}

static __attribute__((noinline)) void matrix_sums_of(
    int64_t down, int64_t across, int64_t blocks, const char *a, int64_t a_next, const char *b, int64_t b_next,
    float *const *c, const int64_t *c_row, int add)
{
    if (down > 1 && across > 1)
        matrix_sums(2, 2, blocks, a, a_next, b, b_next, c, c_row, add);
    else if (down > 1)
        matrix_sums(2, 1, blocks, a, a_next, b, b_next, c, c_row, add);
    else if (across > 1)
        matrix_sums(1, 2, blocks, a, a_next, b, b_next, c, c_row, add);
    else
        matrix_sums(1, 1, blocks, a, a_next, b, b_next, c, c_row, add);
}

static void copy_rows(float *to, int64_t to_row, const float *from, int64_t from_row, int64_t rows, int64_t columns)
{
    for (int64_t i = 0; i < rows; i++)
        memcpy(to + i * to_row, from + i * from_row, columns * sizeof(float));
}

/* c (+)= a . b for all rows of the tiles; `room` holds the blocks of two tiles. */
static void matrix_multiply(const Tile *tiles, int64_t count, Array a, Packed b, Array c, int add, char *room)
{
    int64_t blocks = blocks_of(b.depth), size = blocks * PARTS * BLOCK;
    float spare[2][SIDE * 2 * SIDE];
    for (int64_t t = 0; t < count; t += 2) {
        int64_t down = least(2, count - t);
        for (int64_t i = 0; i < down; i++)
            pack_rows(room + i * size, rows_of(a, tiles + t + i), a.stride, tiles[t + i].rows, b.depth);
        for (int64_t left = 0; left < b.width; left += 2 * SIDE) {
            int64_t across = least(2, (b.width - left) / SIDE), columns = across * SIDE, strides[2];
            float *sums[2];
            for (int64_t i = 0; i < down; i++) {
                const Tile *tile = tiles + t + i;
                float *there = rows_of(c, tile) + left;
                sums[i] = tile->rows < SIDE ? spare[i] : there;     /* the unit stores 16 rows */
                strides[i] = tile->rows < SIDE ? 2 * SIDE : c.stride;
                if (tile->rows < SIDE && add)
                    copy_rows(spare[i], 2 * SIDE, there, c.stride, tile->rows, columns);
            }
            matrix_sums_of(down, across, blocks, room, size, (char *)b.data + left / SIDE * size, size, sums, strides,
                           add);
            for (int64_t i = 0; i < down; i++)
                if (sums[i] == spare[i])
                    copy_rows(rows_of(c, tiles + t + i) + left, c.stride, spare[i], 2 * SIDE, tiles[t + i].rows,
                              columns);
        }
    }
}

/* sums {a.width, columns} += a^T . b, of which `columns` columns from `left` on are meant; both factors of blocks, the
   one of those for the left and the other of those for the right. */
static void matrix_add_products(Packed a, Packed b, int64_t left, int64_t columns, float *sums)
{
    int64_t blocks = blocks_of(a.depth), size = blocks * PARTS * BLOCK, strides[] = {columns, columns};
    for (int64_t j = 0; j < columns; j += 2 * SIDE)
        for (int64_t i = 0; i < a.width; i += 2 * SIDE) {
            float *rows[] = {sums + i * columns + j, sums + (i + SIDE) * columns + j};
            matrix_sums_of(least(2, (a.width - i) / SIDE), least(2, (columns - j) / SIDE), blocks,
                           (char *)a.data + i / SIDE * size, size, (char *)b.data + (left + j) / SIDE * size, size,
                           rows, strides, 1);
        }
}

#else

#define MATRIX 0
enum { SIDE = 16 };
static int has_matrix_unit(void) { return 0; }
static void open_matrix_unit(void) {}
static void close_matrix_unit(void) {}

#endif
