/* Vectors of single precision numbers: as many as a register holds. */

#pragma once

#include <stdint.h>

#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX2__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif

typedef float Vector __attribute__((vector_size(4 * LANES)));
typedef int32_t Bits __attribute__((vector_size(4 * LANES)));
typedef float Loose __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

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
