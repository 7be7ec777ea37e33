/*
 * The fast lane's engine: small convolutional networks in wasm SIMD, driven by a plan that plan.ts makes.
 *
 * Maps lie in blocks of eight channels, [C/8][height][width][8]: five pixels of a block are 5 × 8 sums in
 * ten registers, and every address within is a constant offset. Any convolution is then a list of byte
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

/*
 * A sum is made up to here before what follows is begun. Left to itself the compiler loads everything a tile
 * needs first, more than there are registers for, and then adds one sum after the other, each addition waiting
 * for the last: half as fast.
 */
#define PIN(v) __asm__ volatile("" : "+r"(v))

/*
 * Of a loop over the sums of a tile. `#pragma unroll` is a wish that is granted late: sums were in memory then, an
 * array with a loop around it, and every tap wrote them there.
 */
#define UNROLLED _Pragma("clang loop unroll(full)")

/* Bytes of eight float32 channels. */
enum { BLOCK = 32, PIXELS = 5 };

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

/* Of each target pixel: its first source pixel, how many pairs of taps it has, and their weights. See `rounded`. */
typedef struct {
  const int32_t *first, *count;
  const char *weights;
  int32_t pairs;
} Taps;

/* A picture on its way into the image: 32-bit pixels, and rows between two passes. Without rows there is none. */
typedef struct {
  const char *pixels;
  int32_t stride, rows;
  const Taps *across, *down;
  Bytes between;
  int32_t between_row, columns, lines;
  const float *scaling; /* float32[4] and float32[4] */
  Bytes out;
  int32_t out_row, blue_first;
} Picture;

typedef struct {
  const Picture *picture;
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
EXPORT("picture_bytes") int32_t picture_bytes(void) { return sizeof(Picture); }

INLINE V clamp(V v, float low, float high) {
  return wasm_f32x4_pmin(wasm_f32x4_splat(high), wasm_f32x4_pmax(wasm_f32x4_splat(low), v));
}

/*
 * `pixels` × 8 sums of pixels that follow each other, there and in the residual; `tiles` times, one tile behind
 * the other. Inlined for each pixel count and stride, so that the loops within unroll.
 */
INLINE void tile(const int pixels, const int stride, const Conv *c, const float *weights, const float *bias,
                 const char *in, Bytes out, const char *residual, int32_t tiles) {
  const V b0 = LOAD(bias), b1 = LOAD(bias + 4);
  const int32_t *const end = c->taps + c->count;
  const float low = c->low, high = c->high;
  for (; tiles > 0; tiles--, in += pixels * stride * BLOCK, out += pixels * BLOCK) {
    V sum[PIXELS][2];
    UNROLLED for (int i = 0; i < pixels; i++) sum[i][0] = b0, sum[i][1] = b1;
    const float *w = weights;
    for (const int32_t *tap = c->taps; tap < end; tap++, w += 64) {
      const float *x = (const float *)(in + *tap);
      UNROLLED for (int k = 0; k < 8; k++) {
        const V w0 = LOAD(w + 8 * k), w1 = LOAD(w + 8 * k + 4);
        UNROLLED for (int i = 0; i < pixels; i++) {
          const V v = wasm_v128_load32_splat(x + i * stride * 8 + k);
          sum[i][0] = MULADD(v, w0, sum[i][0]);
          sum[i][1] = MULADD(v, w1, sum[i][1]);
          PIN(sum[i][0]);
          PIN(sum[i][1]);
        }
      }
    }
    if (residual) {
      UNROLLED for (int i = 0; i < pixels; i++) {
        sum[i][0] = wasm_f32x4_add(sum[i][0], LOAD(residual + i * BLOCK));
        sum[i][1] = wasm_f32x4_add(sum[i][1], LOAD(residual + i * BLOCK + 16));
      }
      residual += pixels * BLOCK;
    }
    UNROLLED for (int i = 0; i < pixels; i++) {
      STORE(out + i * BLOCK, clamp(sum[i][0], low, high));
      STORE(out + i * BLOCK + 16, clamp(sum[i][1], low, high));
    }
  }
}

#define CASE(n) \
  case n: tile(n, 1, c, w, bias, in, out, residual, tiles); break; \
  case n + 8: tile(n, 2, c, w, bias, in, out, residual, tiles); break;

static void any_tile(int pixels, const Conv *c, const float *w, const float *bias, const char *in, Bytes out,
                     const char *residual, int32_t tiles) {
  switch (pixels + (c->stride == 2 ? 8 : 0)) { CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) }
}

/* Rows of pixels, from where to where. `flat`: the source's rows follow each other. Without a residual its row is 0. */
typedef struct {
  const char *in;
  int32_t in_row, flat;
  Bytes out;
  int32_t out_row;
  const char *residual;
  int32_t residual_row;
  int32_t rows, width;
} Rows;

/* Pixels that follow each other everywhere: all of them, or those of a row. */
static int32_t run_of(const Rows *r) {
  const int32_t follow = r->flat && r->out_row == r->width * BLOCK && (!r->residual_row || r->residual_row == r->out_row);
  return follow ? r->rows * r->width : r->width;
}
static int32_t tiles_of_run(const Rows *r) { return (run_of(r) + PIXELS - 1) / PIXELS; }
static int32_t tiles_of(const Rows *r) { return tiles_of_run(r) * (r->rows * r->width / run_of(r)); }

/* Tiles `from` to `to` of output block `block`. A run is cut as evenly as can be, its larger tiles first. */
static void convolve(const Conv *c, int32_t block, const Rows *r, int32_t from, int32_t to) {
  const float *w = c->weights + block * c->count * 64, *bias = c->bias + block * 8;
  const int32_t length = run_of(r), each = tiles_of_run(r), smaller = length / each, larger = length - smaller * each;
  for (int32_t t = from; t < to;) {
    const int32_t run = t / each, i = t - run * each, x = (i * smaller + MIN(i, larger)) * BLOCK;
    const int32_t alike = MIN((i < larger ? larger : each) - i, to - t);
    any_tile(smaller + (i < larger), c, w, bias, r->in + run * r->in_row + x * c->stride, r->out + run * r->out_row + x,
             r->residual ? r->residual + run * r->residual_row + x : 0, alike);
    t += alike;
  }
}

INLINE void depthwise_tile(const int pixels, const int stride, const char *const *rows, const V *w, V bias, float low,
                           float high, Bytes out) {
  V sum[4];
  UNROLLED for (int i = 0; i < pixels; i++) sum[i] = bias;
  UNROLLED for (int y = 0; y < 3; y++) {
    UNROLLED for (int x = 0; x < (pixels - 1) * stride + 3; x++) {
      const V v = LOAD(rows[y] + x * BLOCK);
      UNROLLED for (int i = 0; i < pixels; i++) {
        const int tap = x - i * stride;
        if (tap >= 0 && tap < 3) {
          sum[i] = MULADD(v, w[y * 3 + tap], sum[i]);
          PIN(sum[i]);
        }
      }
    }
  }
  UNROLLED for (int i = 0; i < pixels; i++) STORE(out + i * BLOCK, clamp(sum[i], low, high));
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

/* A row of patches of 3 × 3 pixels: 27 values, in four blocks. */
static void take_row_of_nine(const Step *s, Bytes to, const char *from) {
  const int32_t plane = s->patches_plane, row = s->in.row, step = s->patch_stride * 12;
  const V none = wasm_f32x4_const_splat(0.f);
  for (int32_t x = 0; x < s->middle_width; x++, to += BLOCK, from += step) {
    const char *a = from, *b = a + row, *c = b + row;
    Bytes second = to + plane, third = second + plane, fourth = third + plane;
    STORE(to, LOAD(a));
    STORE(to + 16, LOAD(a + 16));
    wasm_v128_store32_lane(second, wasm_v128_load32_zero(a + 32), 0);
    STORE(second + 4, LOAD(b));
    STORE(second + 16, LOAD(b + 12));
    wasm_v128_store64_lane(third, wasm_v128_load64_zero(b + 28), 0);
    STORE(third + 8, LOAD(c));
    STORE(third + 16, LOAD(c + 8));
    STORE(fourth, wasm_i32x4_shuffle(LOAD(c + 20), none, 1, 2, 3, 4));
    STORE(fourth + 16, none);
  }
}

/* One value of every patch of a row; zeros behind the last. */
static void take_row(const Step *s, Bytes to, const char *from) {
  const int32_t step = s->patch_stride * 3, count = s->patch_rows * s->patch_row;
  for (int32_t k = 0; k < s->wide.count * 8; k++) {
    const int32_t y = k / s->patch_row;
    const float *value = (const float *)(from + y * s->in.row) + k - y * s->patch_row;
    float *place = (float *)(to + (k >> 3) * s->patches_plane) + (k & 7);
    for (int32_t x = 0; x < s->middle_width; x++) place[x * 8] = k < count ? value[x * step] : 0;
  }
}

/* The image's patches for rows `from` to `to` of the wide stage. Values of a pixel: red, green, blue. */
static void take_patches(const Step *s, Bytes patches, int32_t from, int32_t to) {
  for (int32_t y = from; y < to; y++, patches += s->middle_width * BLOCK) {
    const char *row = s->in.base + y * s->patch_stride * s->in.row;
    if (s->patch_rows == 3 && s->patch_row == 9) take_row_of_nine(s, patches, row);
    else take_row(s, patches, row);
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
    r.in_row = s->middle_width * BLOCK, r.in = at->patches + (from - at->new_from) * r.in_row, r.flat = 1;
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
  Rows r = {.in = packed, .in_row = s->width * BLOCK, .flat = 1, .out_row = s->out.row, .rows = to - from, .width = s->width,
            .residual_row = s->kinds & RESIDUAL ? s->residual.row : 0};
  const int32_t each = tiles_of(&r), units = each * s->narrow.blocks;
  const int32_t first = units * part / parts, last = units * (part + 1) / parts;
  for (int32_t unit = first; unit < last;) {
    const int32_t block = unit / each, tile = unit - block * each, end = MIN(each, tile + last - unit);
    r.out = s->out.base + block * s->out.plane + from * s->out.row;
    if (s->kinds & RESIDUAL) r.residual = s->residual.base + block * s->residual.plane + from * s->residual.row;
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
/*
 * Waking a thread takes some 50 µs, as long as a whole step of a small network: who waits for the others looks
 * for about as long before it sleeps.
 */
enum { SPINS = 40000, NAP_NS = 1000000, NAPS = 4000 };

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

/*
 * Pillow's triangle filter for 8-bit pictures, in its fixed-point arithmetic (libImaging/Resample.c), as in
 * resize.ts: 22-bit weights, split into 11 bits and 11 bits, which multiply in 16-bit lanes and are exact.
 * Weights stand in pairs of taps: for each target pixel `pairs` times {high, high, low, low}, int16.
 */
enum { HALF = 1 << 21, SHIFT = 22, SPLIT = 11 };

INLINE V rounded(V high, V low) {
  const V sum = wasm_i32x4_add(wasm_i32x4_add(wasm_i32x4_shl(high, SPLIT), low), wasm_i32x4_const_splat(HALF));
  return wasm_i32x4_shr(sum, SHIFT);
}

/* Horizontal pass over `rows` source rows from row `y` on, which share their taps. */
INLINE void across_rows(const int rows, const Picture *p, int32_t y) {
  const Taps *taps = p->across;
  const char *from = p->pixels + y * p->stride;
  Bytes out = p->between + y * p->between_row;
  for (int32_t x = 0; x < p->columns; x++) {
    const char *at = from + taps->first[x] * 4, *w = taps->weights + x * taps->pairs * 8;
    V high[2], low[2];
    UNROLLED for (int i = 0; i < rows; i++) high[i] = low[i] = wasm_i32x4_const_splat(0);
    for (int32_t k = taps->count[x]; k > 0; k--, at += 8, w += 8) {
      const V wh = wasm_v128_load32_splat(w), wl = wasm_v128_load32_splat(w + 4);
      UNROLLED for (int i = 0; i < rows; i++) {
        const V one = wasm_v128_load32_zero(at + i * p->stride), next = wasm_v128_load32_zero(at + i * p->stride + 4);
        const V bytes = wasm_i8x16_shuffle(one, next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const V two = wasm_u16x8_extend_low_u8x16(bytes);
        high[i] = wasm_i32x4_add(high[i], wasm_i32x4_dot_i16x8(two, wh));
        low[i] = wasm_i32x4_add(low[i], wasm_i32x4_dot_i16x8(two, wl));
      }
    }
    UNROLLED for (int i = 0; i < rows; i++) {
      const V sum = rounded(high[i], low[i]), words = wasm_i16x8_narrow_i32x4(sum, sum);
      wasm_v128_store32_lane(out + i * p->between_row + x * 4, wasm_u8x16_narrow_i16x8(words, words), 0);
    }
  }
}

static void across(const Picture *p, int32_t from, int32_t to) {
  int32_t y = from;
  for (; y + 2 <= to; y += 2) across_rows(2, p, y);
  if (y < to) across_rows(1, p, y);
}

/* Four pixels of a target row of the vertical pass, RGBA in 32 bits. */
INLINE void down_four(const char *from, int32_t stride, const char *w, int32_t pairs, V *sum) {
  const V none = wasm_i32x4_const_splat(0);
  V high[4] = {none, none, none, none}, low[4] = {none, none, none, none};
  for (; pairs > 0; pairs--, from += 2 * stride, w += 8) {
    const V a = LOAD(from), b = LOAD(from + stride);
    const V wh = wasm_v128_load32_splat(w), wl = wasm_v128_load32_splat(w + 4);
    const V front = wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const V back = wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const V two[4] = {wasm_u16x8_extend_low_u8x16(front), wasm_u16x8_extend_high_u8x16(front),
                      wasm_u16x8_extend_low_u8x16(back), wasm_u16x8_extend_high_u8x16(back)};
    UNROLLED for (int i = 0; i < 4; i++) {
      high[i] = wasm_i32x4_add(high[i], wasm_i32x4_dot_i16x8(two[i], wh));
      low[i] = wasm_i32x4_add(low[i], wasm_i32x4_dot_i16x8(two[i], wl));
    }
  }
  UNROLLED for (int i = 0; i < 4; i++) sum[i] = rounded(high[i], low[i]);
}

/* Vertical pass to lines `from` to `to`, and what the graph does to pixels: red, green, blue, scaled and then moved. */
static void down(const Picture *p, int32_t from, int32_t to) {
  const Taps *taps = p->down;
  const V scale = LOAD(p->scaling), offset = LOAD(p->scaling + 4);
  for (int32_t y = from; y < to; y++) {
    const char *row = p->between + taps->first[y] * p->between_row, *w = taps->weights + y * taps->pairs * 8;
    Bytes out = p->out + y * p->out_row;
    for (int32_t x = 0; x < p->columns; x += 4) {
      V sum[4];
      down_four(row + x * 4, p->between_row, w, taps->count[y], sum);
      for (int32_t i = 0; i < 4 && x + i < p->columns; i++, out += 12) {
        const V colour = p->blue_first ? wasm_i32x4_shuffle(sum[i], sum[i], 2, 1, 0, 3) : sum[i];
        const V v = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(colour), scale), offset);
        wasm_v128_store64_lane(out, v, 0);
        wasm_v128_store32_lane(out + 8, v, 2);
      }
    }
  }
}

/* The picture into the image, rows shared out. 0 when another thread is gone. */
static int take_picture(const Plan *p, int32_t thread, uint32_t *round) {
  const Picture *s = p->picture;
  across(s, s->rows * thread / p->threads, s->rows * (thread + 1) / p->threads);
  if (!meet(p, round)) return 0;
  down(s, s->lines * thread / p->threads, s->lines * (thread + 1) / p->threads);
  return meet(p, round);
}

/* Takes the picture and runs the plan as thread `thread`; `frame` counts up, the same for all threads. 1, or 0 when another is gone. */
EXPORT("run") int32_t run(const Plan *p, int32_t thread, uint32_t frame) {
  uint32_t round = frame * p->barriers;
  if (!take_picture(p, thread, &round)) return 0;
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
