/*
 * The fast lane's engine: small convolutional networks in wasm SIMD, driven by a plan that plan.ts makes.
 *
 * Maps lie in blocks of eight channels, [C/8][height][width][8]: six pixels of a block are 6 × 8 sums in
 * twelve registers, and every address within is a constant offset. Any convolution is then a list of byte
 * offsets, its taps, each naming eight inputs of a pixel.
 *
 * A step is up to three stages: a convolution that widens, a depthwise 3×3, a 1×1 convolution that narrows
 * and adds a residual (the inverted residual of MobileNetV2, https://arxiv.org/abs/1801.04381, section 3).
 * They run strip by strip, so that what lies between them stays in the second-level cache; where maps are
 * small, threads share out channels instead of rows.
 *
 * Nothing here checks a size: verify.ts does, for the whole plan, before it runs. Each sum has one order,
 * whatever the number of threads, so answers are the same bit for bit.
 */
#include <stdint.h>
#include <wasm_simd128.h>

#define INLINE static inline __attribute__((always_inline))
#define EXPORT(name) __attribute__((export_name(name)))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define LOAD(p) wasm_v128_load(p)
#define STORE(p, v) wasm_v128_store(p, v)
#if defined(__wasm_relaxed_simd__) && __has_builtin(__builtin_wasm_relaxed_madd_f32x4)
#define MULADD(a, b, c) __builtin_wasm_relaxed_madd_f32x4(a, b, c)
#elif defined(__wasm_relaxed_simd__)
#define MULADD(a, b, c) __builtin_wasm_fma_f32x4(a, b, c) /* clang 14's name; build.mjs corrects its encoding */
#else
#define MULADD(a, b, c) wasm_f32x4_add(wasm_f32x4_mul(a, b), c)
#endif

/* Bytes of eight float32 channels. */
enum { BLOCK = 32, PIXELS = 6 };

typedef v128_t V;
typedef char *Bytes;

/* Maps in memory: pixel (0, 0) of block 0; bytes from block to block and from row to row. Borders lie around. */
typedef struct {
  Bytes base;
  int32_t plane, row;
} View;

/* weights float32[blocks][count][8 inputs][8 outputs], bias float32[blocks][8], taps int32[count]. */
typedef struct {
  const float *weights, *bias;
  const int32_t *taps;
  int32_t count, stride, blocks;
  float low, high;
} Conv;

/* weights float32[blocks][9][8], bias float32[blocks][8]. */
typedef struct {
  const float *weights, *bias;
  int32_t stride, top, left, blocks;
  float low, high;
} Depthwise;

enum { WIDE = 1, DEPTHWISE = 2, NARROW = 4, IMAGE = 8, RESIDUAL = 16, BY_CHANNELS = 32, FLAT = 64 };

typedef struct {
  int32_t kinds, strip;
  View in;
  Conv wide;
  int32_t middle_height, middle_width;
  Depthwise depthwise;
  Conv narrow;
  int32_t height, width;
  View out, residual;
  /* Rows of the wide stage that the depthwise one reads: a ring of so many, in scratch. */
  int32_t ring, ring_rows, ring_row, ring_plane;
  /* What the narrow stage reads, [blocks][strip · width][8]; in scratch, or where threads share it. */
  int32_t packed, packed_plane;
  Bytes shared;
  /* Of an image: its patches in scratch, [blocks][rows · width][8]; values along a patch's row, patch rows, stride. */
  int32_t patches, patches_plane, patch_row, patch_rows, patch_stride;
} Step;

typedef struct {
  const Step *steps;
  int32_t count, threads;
  Bytes scratch;
  int32_t scratch_bytes;
  Bytes zeros;
  uint32_t *arrived, *asleep;
  int32_t barriers;
  /* The vector: the mean of maps over pixels. */
  View maps;
  int32_t maps_height, maps_width, maps_blocks;
  float *vector;
} Plan;

EXPORT("step_bytes") int32_t step_bytes(void) { return sizeof(Step); }
EXPORT("plan_bytes") int32_t plan_bytes(void) { return sizeof(Plan); }

INLINE V clamp(V v, float low, float high) {
  return wasm_f32x4_pmin(wasm_f32x4_splat(high), wasm_f32x4_pmax(wasm_f32x4_splat(low), v));
}

/* `pixels` × 8 sums. Inlined for each pixel count and stride, so that the loops within unroll. */
INLINE void tile(const int pixels, const int stride, const Conv *c, const float *w, const float *bias, const char *in,
                 Bytes const *out, Bytes const *residual) {
  V sum[PIXELS][2];
  const V b0 = LOAD(bias), b1 = LOAD(bias + 4);
#pragma unroll
  for (int i = 0; i < pixels; i++) sum[i][0] = b0, sum[i][1] = b1;
  const int32_t *tap = c->taps, *const end = tap + c->count;
  for (; tap < end; tap++, w += 64) {
    const float *x = (const float *)(in + *tap);
#pragma unroll
    for (int k = 0; k < 8; k++) {
      const V w0 = LOAD(w + 8 * k), w1 = LOAD(w + 8 * k + 4);
#pragma unroll
      for (int i = 0; i < pixels; i++) {
        const V v = wasm_v128_load32_splat(x + i * stride * 8 + k);
        sum[i][0] = MULADD(v, w0, sum[i][0]);
        sum[i][1] = MULADD(v, w1, sum[i][1]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < pixels; i++) {
    V v0 = sum[i][0], v1 = sum[i][1];
    if (residual) {
      v0 = wasm_f32x4_add(v0, LOAD(residual[i]));
      v1 = wasm_f32x4_add(v1, LOAD(residual[i] + 16));
    }
    STORE(out[i], clamp(v0, c->low, c->high));
    STORE(out[i] + 16, clamp(v1, c->low, c->high));
  }
}

#define CASE(n) \
  case n: tile(n, 1, c, w, bias, in, out, residual); break; \
  case n + 8: tile(n, 2, c, w, bias, in, out, residual); break;

static void any_tile(int pixels, const Conv *c, const float *w, const float *bias, const char *in, Bytes const *out,
                     Bytes const *residual) {
  switch (pixels + (c->stride == 2 ? 8 : 0)) { CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) }
}

/* Rows of pixels, from where to where. `flat`: the source's rows follow each other, so tiles may span them. */
typedef struct {
  const char *in;
  int32_t in_row, flat;
  Bytes out;
  int32_t out_row;
  Bytes residual;
  int32_t residual_row;
  int32_t rows, width;
} Rows;

static int32_t tiles_of_run(const Rows *r) { return ((r->flat ? r->rows * r->width : r->width) + PIXELS - 1) / PIXELS; }
static int32_t tiles_of(const Rows *r) { return tiles_of_run(r) * (r->flat ? 1 : r->rows); }

/* Tiles `from` to `to` of output block `block`; a run of pixels is cut into tiles as even as can be. */
static void convolve(const Conv *c, int32_t block, const Rows *r, int32_t from, int32_t to) {
  const float *w = c->weights + block * c->count * 64, *bias = c->bias + block * 8;
  const int32_t length = r->flat ? r->rows * r->width : r->width, each = tiles_of_run(r);
  for (int32_t t = from; t < to; t++) {
    const int32_t run = t / each, i = t - run * each;
    const int32_t first = length * i / each, pixels = length * (i + 1) / each - first;
    int32_t y = r->flat ? first / r->width : run, x = r->flat ? first - y * r->width : first;
    const char *in = r->in + run * r->in_row + first * BLOCK * c->stride;
    Bytes out[PIXELS], residual[PIXELS];
    for (int k = 0; k < pixels; k++) {
      out[k] = r->out + y * r->out_row + x * BLOCK;
      residual[k] = r->residual + y * r->residual_row + x * BLOCK;
      if (++x == r->width) x = 0, y++;
    }
    any_tile(pixels, c, w, bias, in, out, r->residual ? residual : 0);
  }
}

INLINE void depthwise_tile(const int pixels, const int stride, const char *const *rows, const V *w, V bias, float low,
                           float high, Bytes out) {
  V sum[4];
#pragma unroll
  for (int i = 0; i < pixels; i++) sum[i] = bias;
#pragma unroll
  for (int y = 0; y < 3; y++) {
#pragma unroll
    for (int x = 0; x < (pixels - 1) * stride + 3; x++) {
      const V v = LOAD(rows[y] + x * BLOCK);
#pragma unroll
      for (int i = 0; i < pixels; i++) {
        const int tap = x - i * stride;
        if (tap >= 0 && tap < 3) sum[i] = MULADD(v, w[y * 3 + tap], sum[i]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < pixels; i++) STORE(out + i * BLOCK, clamp(sum[i], low, high));
}

/* One row of one block: four channels, then the other four. */
INLINE void depthwise_row(const int stride, const Depthwise *d, int32_t block, const char *const *rows, Bytes out,
                          int32_t width) {
  for (int half = 0; half < 2; half++) {
    V w[9];
    for (int i = 0; i < 9; i++) w[i] = LOAD(d->weights + block * 72 + i * 8 + half * 4);
    const V bias = LOAD(d->bias + block * 8 + half * 4);
    const char *at[3];
    for (int i = 0; i < 3; i++) at[i] = rows[i] + half * 16;
    Bytes to = out + half * 16;
    int32_t x = 0;
    for (; x + 4 <= width; x += 4, to += 4 * BLOCK) {
      depthwise_tile(4, stride, at, w, bias, d->low, d->high, to);
      for (int i = 0; i < 3; i++) at[i] += 4 * stride * BLOCK;
    }
    for (; x < width; x++, to += BLOCK) {
      depthwise_tile(1, stride, at, w, bias, d->low, d->high, to);
      for (int i = 0; i < 3; i++) at[i] += stride * BLOCK;
    }
  }
}

static void zero(Bytes at, int32_t bytes) {
  for (int32_t i = 0; i < bytes; i += 16) STORE(at + i, wasm_f32x4_const_splat(0.f));
}

/* The image's patches for rows `from` to `to` of the wide stage. Values of a pixel: red, green, blue. */
static void take_patches(const Step *s, Bytes patches, int32_t from, int32_t to) {
  const int32_t step = s->patch_stride * 3;
  for (int32_t y = from; y < to; y++) {
    Bytes row = patches + (y - from) * s->middle_width * BLOCK;
    for (int32_t k = 0; k < s->patch_rows * s->patch_row; k++) {
      const int32_t ky = k / s->patch_row;
      const float *from_x = (const float *)(s->in.base + (y * s->patch_stride + ky) * s->in.row) + k - ky * s->patch_row;
      float *to_x = (float *)(row + (k >> 3) * s->patches_plane) + (k & 7);
      for (int32_t x = 0; x < s->middle_width; x++) to_x[x * 8] = from_x[x * step];
    }
  }
}

/* Where a stage of a strip lies: what is worked on, and by whom. */
typedef struct {
  Bytes ring, packed, patches;
  const char *zeros;
  /* Output rows, rows of the middle that are new, blocks of the middle. */
  int32_t from, to, new_from, new_to, first_block, last_block;
} Strip;

static void widen_rows(const Step *s, const Strip *at, int32_t block, Bytes out, int32_t out_row, int32_t from, int32_t to,
                       int32_t whole) {
  Rows r = {.out = out, .out_row = out_row, .rows = to - from, .width = s->middle_width};
  if (s->kinds & IMAGE) {
    r.in = at->patches + (from - at->new_from) * s->middle_width * BLOCK, r.flat = 1;
  } else {
    r.in_row = s->in.row * s->wide.stride, r.in = s->in.base + from * r.in_row, r.flat = s->kinds & FLAT;
  }
  if (whole && (s->kinds & RESIDUAL)) {
    r.residual = s->residual.base + block * s->residual.plane + from * s->residual.row;
    r.residual_row = s->residual.row;
  }
  convolve(&s->wide, block, &r, 0, tiles_of(&r));
}

/* The wide stage of a block, into the ring, the packed rows, or the output itself. */
static void widen(const Step *s, const Strip *at, int32_t block) {
  if (s->kinds & DEPTHWISE) {
    Bytes ring = at->ring + block * s->ring_plane + s->depthwise.left * BLOCK;
    for (int32_t from = at->new_from; from < at->new_to;) {
      const int32_t slot = from % s->ring_rows, to = MIN(at->new_to, from + s->ring_rows - slot);
      widen_rows(s, at, block, ring + slot * s->ring_row, s->ring_row, from, to, 0);
      from = to;
    }
  } else if (s->kinds & NARROW) {
    widen_rows(s, at, block, at->packed + block * s->packed_plane, s->width * BLOCK, at->from, at->to, 0);
  } else {
    Bytes out = s->out.base + block * s->out.plane + at->from * s->out.row;
    widen_rows(s, at, block, out, s->out.row, at->from, at->to, 1);
  }
}

static void filter(const Step *s, const Strip *at, int32_t block) {
  const Depthwise *d = &s->depthwise;
  const int32_t inside = s->kinds & WIDE;
  for (int32_t y = at->from; y < at->to; y++) {
    const char *rows[3];
    for (int i = 0; i < 3; i++) {
      const int32_t m = y * d->stride - d->top + i;
      if (!inside) rows[i] = s->in.base + block * s->in.plane + m * s->in.row - d->left * BLOCK;
      else if (m < 0 || m >= s->middle_height) rows[i] = at->zeros;
      else rows[i] = at->ring + block * s->ring_plane + (m % s->ring_rows) * s->ring_row;
    }
    Bytes out = s->kinds & NARROW ? at->packed + block * s->packed_plane + (y - at->from) * s->width * BLOCK
                                  : s->out.base + block * s->out.plane + y * s->out.row;
    if (d->stride == 1) depthwise_row(1, d, block, rows, out, s->width);
    else depthwise_row(2, d, block, rows, out, s->width);
  }
}

/* The strip's stages before the narrow one, block by block. */
static void widen_and_filter(const Step *s, const Strip *at) {
  if (s->kinds & IMAGE) take_patches(s, at->patches, at->new_from, at->new_to);
  for (int32_t block = at->first_block; block < at->last_block; block++) {
    if (s->kinds & WIDE) widen(s, at, block);
    if (s->kinds & DEPTHWISE) filter(s, at, block);
  }
}

/* Units `first` to `last` of the narrow stage: tiles of a block, block after block. */
static void narrow(const Step *s, const char *packed, int32_t from, int32_t to, int32_t part, int32_t parts) {
  Rows r = {.in = packed, .flat = 1, .rows = to - from, .width = s->width, .out_row = s->out.row};
  const int32_t each = tiles_of(&r), units = each * s->narrow.blocks;
  const int32_t first = units * part / parts, last = units * (part + 1) / parts;
  for (int32_t unit = first; unit < last;) {
    const int32_t block = unit / each, tile = unit - block * each, end = MIN(each, tile + last - unit);
    r.out = s->out.base + block * s->out.plane + from * s->out.row;
    if (s->kinds & RESIDUAL) {
      r.residual = s->residual.base + block * s->residual.plane + from * s->residual.row;
      r.residual_row = s->residual.row;
    }
    convolve(&s->narrow, block, &r, tile, end);
    unit += end - tile;
  }
}

/* The ring's columns left and right of the maps are padding: zero. */
static void clear_edges(const Step *s, Bytes ring, int32_t blocks) {
  const int32_t left = s->depthwise.left * BLOCK, right = left + s->middle_width * BLOCK;
  for (int32_t block = 0; block < blocks; block++) {
    for (int32_t y = 0; y < s->ring_rows; y++) {
      Bytes row = ring + block * s->ring_plane + y * s->ring_row;
      zero(row, left);
      zero(row + right, s->ring_row - right);
    }
  }
}

static int32_t blocks_between(const Step *s) { return s->kinds & WIDE ? s->wide.blocks : s->depthwise.blocks; }

/* Output rows `from` to `to`, a strip at a time. */
static void run_rows(const Plan *p, const Step *s, Strip *at, int32_t from, int32_t to) {
  const Depthwise *d = &s->depthwise;
  int32_t made = 0;
  at->first_block = 0, at->last_block = blocks_between(s);
  for (int32_t y = from; y < to; y = at->to) {
    at->from = y, at->to = MIN(y + s->strip, to), at->new_from = at->from, at->new_to = at->to;
    if (s->kinds & DEPTHWISE) {
      at->new_from = MAX(made, MAX(0, y * d->stride - d->top));
      at->new_to = MIN(s->middle_height, (at->to - 1) * d->stride - d->top + 3);
    }
    widen_and_filter(s, at);
    made = at->new_to;
    if (s->kinds & NARROW) narrow(s, at->packed, at->from, at->to, 0, 1);
  }
}

#ifdef __wasm_atomics__
enum { SPINS = 4000, NAP_NS = 1000000, NAPS = 4000 };

/* Waits for all threads. Gives up, false, when one has been away for seconds. */
static int meet(const Plan *p, uint32_t *round) {
  const uint32_t all = ++*round * p->threads;
  if (__atomic_add_fetch(p->arrived, 1, __ATOMIC_SEQ_CST) == all) {
    if (__atomic_load_n(p->asleep, __ATOMIC_SEQ_CST)) __builtin_wasm_memory_atomic_notify((int *)p->arrived, p->threads);
    return 1;
  }
  for (int i = 0; i < SPINS; i++) {
    if ((int32_t)(__atomic_load_n(p->arrived, __ATOMIC_SEQ_CST) - all) >= 0) return 1;
  }
  for (int i = 0; i < NAPS; i++) {
    __atomic_add_fetch(p->asleep, 1, __ATOMIC_SEQ_CST);
    const uint32_t seen = __atomic_load_n(p->arrived, __ATOMIC_SEQ_CST);
    if ((int32_t)(seen - all) < 0) __builtin_wasm_memory_atomic_wait32((int *)p->arrived, seen, NAP_NS);
    __atomic_sub_fetch(p->asleep, 1, __ATOMIC_SEQ_CST);
    if ((int32_t)(__atomic_load_n(p->arrived, __ATOMIC_SEQ_CST) - all) >= 0) return 1;
  }
  return 0;
}
#else
static int meet(const Plan *p, uint32_t *round) { return 1; }
#endif

/* All rows, the middle's blocks shared out. What lies between is shared, so threads meet before it is read. */
static int run_channels(const Plan *p, const Step *s, Strip *at, int32_t thread, uint32_t *round) {
  const int32_t blocks = blocks_between(s);
  at->packed = s->shared, at->from = 0, at->to = s->height;
  at->new_from = 0, at->new_to = s->kinds & DEPTHWISE ? s->middle_height : s->height;
  at->first_block = blocks * thread / p->threads, at->last_block = blocks * (thread + 1) / p->threads;
  widen_and_filter(s, at);
  if (!(s->kinds & NARROW)) return 1;
  if (!meet(p, round)) return 0;
  narrow(s, s->shared, 0, s->height, thread, p->threads);
  return 1;
}

static void average(const Plan *p, int32_t thread) {
  const int32_t from = p->maps_blocks * thread / p->threads, to = p->maps_blocks * (thread + 1) / p->threads;
  const V count = wasm_f32x4_splat((float)(p->maps_height * p->maps_width));
  for (int32_t block = from; block < to; block++) {
    V a = wasm_f32x4_const_splat(0.f), b = a;
    for (int32_t y = 0; y < p->maps_height; y++) {
      const char *x = p->maps.base + block * p->maps.plane + y * p->maps.row;
      for (int32_t i = 0; i < p->maps_width; i++, x += BLOCK) {
        a = wasm_f32x4_add(a, LOAD(x));
        b = wasm_f32x4_add(b, LOAD(x + 16));
      }
    }
    STORE(p->vector + block * 8, wasm_f32x4_div(a, count));
    STORE(p->vector + block * 8 + 4, wasm_f32x4_div(b, count));
  }
}

/* Runs the plan as thread `thread`; `frame` counts up, the same for all threads. 1, or 0 when another is gone. */
EXPORT("run") int32_t run(const Plan *p, int32_t thread, uint32_t frame) {
  uint32_t round = frame * p->barriers;
  for (int32_t i = 0; i < p->count; i++) {
    const Step *s = p->steps + i;
    Bytes scratch = p->scratch + thread * p->scratch_bytes;
    Strip at = {.ring = scratch + s->ring, .packed = scratch + s->packed, .patches = scratch + s->patches, .zeros = p->zeros};
    if ((s->kinds & (WIDE | DEPTHWISE)) == (WIDE | DEPTHWISE)) clear_edges(s, at.ring, s->ring_plane ? s->wide.blocks : 1);
    if (s->kinds & BY_CHANNELS) {
      if (!run_channels(p, s, &at, thread, &round)) return 0;
    } else {
      run_rows(p, s, &at, s->height * thread / p->threads, s->height * (thread + 1) / p->threads);
    }
    if (!meet(p, &round)) return 0;
  }
  average(p, thread);
  return meet(p, &round);
}
