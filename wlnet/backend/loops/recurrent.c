/* Recurrent layers over time, forwards and backwards, in single precision: what `recurrent.py` does with torch.

   The rows of a batch lie below each other, step after step (see `packing.py`). They are cut into tiles of a few rows,
   as many as the sums of a product are kept for at a time, and the tiles are dealt to parts of the batch. A part goes
   through time on its own: it never waits for another, so parts run one after the other or in threads with the same
   result, bit for bit. What is summed over the batch, a part sums for itself; the sums are added in a fixed order.

   Orders of gates, weights and gradients are those of the cells in `recurrent.py`. All widths of states are multiples
   of UNIT. */

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "matrix.h"
#include "registers.h"

enum { CHUNK = 96, MOST_PARTS = 16 };
enum { BASIC, GATED, LONG_SHORT };
enum { FINE, BAD_INDEX };

/* One scan; shapes in braces. Mirrored by `CompiledScan` in `native.py`. */
typedef struct {
    int64_t kind, n, width, batch, steps, total, parts, threads;
    int64_t matrix;             /* use the matrix unit, which is there */
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
    char *room;                 /* memory to work with, as much as wlnet_need says, at an address that 64 divides */
} Scan;

/* ---- a part of the batch ---------------------------------------------------------------------------------------- */

typedef struct {
    const Scan *scan;
    Packed inputs, weights, memory;     /* shared by the parts */
    float *table;
    Tile *tiles;                /* of all steps of this part */
    int64_t *first;             /* {steps + 1}: where the tiles of each step begin */
    int64_t *starts;            /* {steps + 1}: where the chunks begin */
    int64_t steps;              /* that have rows in this part */
    float *change;              /* {rows of a chunk, blocks n}: gradients */
    const float **rows;         /* {rows of a chunk} */
    void *left, *right, *room;  /* factors of products of a chunk, packed; factors of the product at work */
    float *d_x;                 /* {rows of a chunk, padded width}: gradients of inputs; null where no padding is */
    float *d_inputs, *d_biases, *d_weights;     /* this part's sums; turned over where `are_turned` says so */
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

/* Sums over classes and those of the matrix unit are {width of inputs or states, gates n}. */
static int are_turned(const Scan *scan, int inputs) { return scan->matrix || (inputs && scan->index); }

static void multiply(const Part *part, const Tile *tiles, int64_t count, Array a, Packed b, Array c, int add)
{
#if MATRIX
    if (part->scan->matrix) {
        matrix_multiply(tiles, count, a, b, c, add, part->room);
        return;
    }
#endif
    (void)part;
    register_multiply(tiles, count, a, b, c, add);
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
        multiply(part, tiles, count, (Array){(float *)scan->x, scan->width, ROW}, part->inputs,
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
        multiply(part, tiles, count, states, part->weights, gates, 1);
        if (scan->kind == GATED)
            multiply(part, tiles, count, states, part->memory, extra, 0);
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
        multiply(part, tiles, count, (Array){part->change, blocks, SLOT}, part->weights, (Array){scan->carried, n, PLACE},
                 scan->kind == GATED);
}

static void add_to(float *sums, const float *row, int64_t count)
{
    for (int64_t j = 0; j < count; j += LANES)
        store(sums + j, load(sums + j) + load(row + j));
}

#if MATRIX
/* The rows of tiles that `from` finds, turned over, as left factors. */
static Packed left_factor(const Part *part, const Tile *tiles, int64_t count, Array from, int64_t width)
{
    Packed to = {part->left, 0, padded(width)};
    for (int64_t t = 0; t < count; t++)
        for (int64_t i = 0; i < tiles[t].rows; i++)
            part->rows[to.depth++] = rows_of(from, tiles + t) + i * from.stride;
    pack_pairs(part->left, part->rows, to.depth, width);
    turn(part->left, to.width / SIDE * blocks_of(to.depth) * PARTS);
    return to;
}

static void add_by_matrix(const Part *part, const Tile *tiles, int64_t count, int64_t rows, int begins)
{
    const Scan *scan = part->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, offset = blocks - width;
    Packed change = {part->right, rows, blocks};
    for (int64_t i = 0; i < rows; i++)
        part->rows[i] = part->change + i * blocks;
    pack_pairs(part->right, part->rows, rows, blocks);
    if (!begins)
        matrix_add_products(left_factor(part, tiles, count, (Array){scan->states, n, BEFORE}, n), change, 0, width,
                            part->d_weights);
    if (scan->x)
        matrix_add_products(left_factor(part, tiles, count, (Array){(float *)scan->x, scan->width, ROW}, scan->width),
                            change, offset, width, part->d_inputs);
}
#endif

static void add_by_registers(const Part *part, const Tile *tiles, int64_t count, int64_t rows, int begins)
{
    const Scan *scan = part->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, offset = blocks - width;
    fill_slices(part->left, part->change, rows, blocks);
    if (!begins)
        register_add_products(part->left, width, gather_panels(
            tiles, count, rows, (Array){scan->states, n, BEFORE}, n, part->right), part->d_weights);
    if (scan->x)
        register_add_products((float *)part->left + offset * rows, width, gather_panels(
            tiles, count, rows, (Array){(float *)scan->x, scan->width, ROW}, scan->width, part->right), part->d_inputs);
}

/* What a chunk adds to the gradients of weights, biases and inputs.
   begins: the states before the chunk's steps are all zeros. */
static void settle(const Part *part, const Tile *tiles, int64_t count, int begins)
{
    const Scan *scan = part->scan;
    int64_t width = GATES[scan->kind] * scan->n, blocks = BLOCKS[scan->kind] * scan->n, offset = blocks - width;
    int64_t rows = tiles[count - 1].at[SLOT] + tiles[count - 1].rows;
#if MATRIX
    (scan->matrix ? add_by_matrix : add_by_registers)(part, tiles, count, rows, begins);
#else
    add_by_registers(part, tiles, count, rows, begins);
#endif
    for (int64_t j = 0; j < width; j += LANES) {        /* summed apart from the chunks before: less is rounded away */
        Vector sum = all(0.0f);
        for (int64_t i = 0; i < rows; i++)
            sum += load(part->change + i * blocks + offset + j);
        store(part->d_biases + j, load(part->d_biases + j) + sum);
    }
    for (int64_t t = 0; scan->index && t < count; t++)
        for (int64_t i = 0; i < tiles[t].rows; i++) {
            const float *d = part->change + (tiles[t].at[SLOT] + i) * blocks + offset;
            int64_t row = tiles[t].at[ROW] + i;
            if (scan->d_projected)
                memcpy(scan->d_projected + row * width, d, width * sizeof(float));
            else
                add_to(part->d_inputs + scan->index[row] * width, d, width);
        }
    if (scan->d_x) {
        Array d_x = part->d_x ? (Array){part->d_x, part->inputs.width, SLOT} : (Array){scan->d_x, scan->width, ROW};
        multiply(part, tiles, count, (Array){part->change + offset, blocks, SLOT}, part->inputs, d_x, 0);
        for (int64_t t = 0; part->d_x && t < count; t++)
            for (int64_t i = 0; i < tiles[t].rows; i++)
                memcpy(scan->d_x + (tiles[t].at[ROW] + i) * scan->width, rows_of(d_x, tiles + t) + i * d_x.stride,
                       scan->width * sizeof(float));
    }
}

static void part_backward(Part *part)
{
    int64_t chunks = 0;
    for (int64_t step = 0; step < part->steps; step = chunk_end(part, step))
        part->starts[chunks++] = step;
    part->starts[chunks] = part->steps;
    for (int64_t c = chunks - 1; c >= 0; c--) {
        int64_t start = part->starts[c], end = part->starts[c + 1], first = part->first[start];
        for (int64_t t = end - 1; t >= start; t--)
            step_backward(part, part->tiles + part->first[t], part->first[t + 1] - part->first[t],
                          t == 0 && part->scan->begins);
        settle(part, part->tiles + first, part->first[end] - first, end == 1 && part->scan->begins);
    }
}

/* ---- parts together --------------------------------------------------------------------------------------------- */

typedef struct {
    const Scan *scan;
    Part parts[MOST_PARTS];
    atomic_llong next;
    void (*run)(Part *);
} Team;

static void *work(void *given)
{
    Team *team = given;
    Mode before = flush_denormals();
    if (team->scan->matrix)
        open_matrix_unit();
    for (int64_t p; (p = atomic_fetch_add(&team->next, 1)) < team->scan->parts;)
        team->run(team->parts + p);
    if (team->scan->matrix)
        close_matrix_unit();
    restore(before);
    return NULL;
}

/* Let threads take the parts; the calling one is among them, and does without those that do not come. */
static void run_team(Team *team)
{
    pthread_t helpers[MOST_PARTS];
    int64_t started = 0, wanted = least(team->scan->threads, team->scan->parts) - 1;
    while (started < wanted && !pthread_create(helpers + started, NULL, work, team))
        started++;
    work(team);
    for (int64_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

/* Memory for a call, in one piece. Dealt out twice: first to learn how much it is. */
typedef struct {
    char *start;
    int64_t used;
} Room;

static void *take(Room *room, int64_t bytes)
{
    void *found = room->start ? room->start + room->used : NULL;
    room->used += (bytes + 63) / 64 * 64;
    return found;
}

static float *take_floats(Room *room, int64_t count) { return take(room, count * sizeof(float)); }

/* The bytes of a packed matrix. */
static int64_t packed_size(const Scan *scan, int64_t depth, int64_t width)
{
#if MATRIX
    if (scan->matrix)
        return padded(width) / SIDE * blocks_of(depth) * PARTS * BLOCK;
#endif
    (void)scan;
    return depth * padded(width) * sizeof(float);
}

static Packed take_packed(Room *room, const Scan *scan, int64_t depth, int64_t width)
{
    return (Packed){take(room, packed_size(scan, depth, width)), depth, padded(width)};
}

/* Pack the weights {width, depth} for products with rows of `depth` elements. */
static void pack_turned(const Scan *scan, Packed to, const float *from, int64_t width)
{
#if MATRIX
    if (scan->matrix) {
        int64_t size = blocks_of(to.depth) * PARTS * BLOCK;
        for (int64_t j = 0; j < width; j += SIDE)
            pack_rows((char *)to.data + j / SIDE * size, from + j * to.depth, to.depth, SIDE, to.depth);
        turn((char *)to.data, width / SIDE * blocks_of(to.depth) * PARTS);
        return;
    }
#endif
    (void)scan;
    fill_panels(to, from, 1, to.depth, width);
}

/* Pack the weights {depth, width} for products with rows of `depth` elements. */
static void pack_straight(const Scan *scan, Packed to, const float *from, int64_t width, const float **rows)
{
#if MATRIX
    if (scan->matrix) {
        for (int64_t i = 0; i < to.depth; i++)
            rows[i] = from + i * width;
        pack_pairs((char *)to.data, rows, to.depth, width);
        return;
    }
#endif
    (void)scan;
    (void)rows;
    fill_panels(to, from, width, 1, width);
}

/* The memory of the parts, for the way forwards or backwards. */
static void furnish(Team *team, Room *room, int backward)
{
    const Scan *scan = team->scan;
    int64_t n = scan->n, width = GATES[scan->kind] * n, blocks = BLOCKS[scan->kind] * n, inputs = padded(scan->width);
    int64_t height = scan->matrix ? SIDE : ROWS, tiles = 0, most = CHUNK > scan->batch ? CHUNK : scan->batch;
    int64_t apart = scan->kind == GATED && !backward ? n : 0;       /* the memory gate's product is kept apart */
    Part shared = {.scan = scan};
    for (int64_t step = 0; step < scan->steps; step++)
        tiles += scan->sizes[step] / (height * scan->parts) + 1;
    shared.weights = backward ? take_packed(room, scan, width, n) : take_packed(room, scan, n, width - apart);
    if (apart)
        shared.memory = take_packed(room, scan, n, n);
    if (scan->index && !backward)
        shared.table = take_floats(room, scan->width * width);
    else if (!backward)
        shared.inputs = take_packed(room, scan, scan->width, width);
    else if (scan->d_x)
        shared.inputs = take_packed(room, scan, width, scan->width);
    for (int64_t p = 0; p < scan->parts; p++) {
        Part *part = team->parts + p;
        *part = shared;
        part->tiles = take(room, tiles * sizeof(Tile));
        part->first = take(room, (scan->steps + 1) * sizeof(int64_t));
        part->starts = take(room, (scan->steps + 1) * sizeof(int64_t));
        int64_t deepest = scan->index || inputs < n ? n : inputs;
        if (scan->matrix)
            part->room = take(room, packed_size(scan, backward && width > deepest ? width : deepest, 2 * SIDE));
        if (!backward)
            continue;
        part->change = take_floats(room, most * blocks);
        part->rows = take(room, (most > width ? most : width) * sizeof(float *));
        part->left = take(room, packed_size(scan, most, scan->matrix ? deepest : blocks));
        part->right = take(room, packed_size(scan, most, scan->matrix ? blocks : deepest));
        if (scan->d_x && inputs > scan->width)
            part->d_x = take_floats(room, most * inputs);
        part->d_weights = take_floats(room, width * n);
        part->d_biases = take_floats(room, width);
        if (scan->d_inputs)
            part->d_inputs = take_floats(room, width * inputs);
    }
}

/* Cut the rows into tiles, and deal these to the part. Tiles of the longest sequences come first, so parts take them
   in turn. */
static void deal(Part *part, int64_t number)
{
    const Scan *scan = part->scan;
    int64_t count = 0, offset = 0, before = 0, height = scan->matrix ? SIDE : ROWS;
    for (int64_t step = 0; step < scan->steps; step++) {
        int64_t size = scan->sizes[step];
        part->first[step] = count;
        for (int64_t place = number * height; place < size; place += scan->parts * height)
            part->tiles[count++] = (Tile){{offset + place, before + place, place, 0}, least(height, size - place)};
        if (count > part->first[step])
            part->steps = step + 1;
        before = scan->batch + offset;
        offset += size;
    }
    part->first[scan->steps] = count;
}

static void open_team(Team *team, int backward)
{
    Room room = {team->scan->room, 0};
    furnish(team, &room, backward);
    for (int64_t p = 0; p < team->scan->parts; p++)
        deal(team->parts + p, p);
}

/* How many bytes of memory a way of the scan works with. */
int64_t wlnet_need(const Scan *scan, int backward)
{
    Team team = {.scan = scan};
    Room room = {NULL, 0};
    furnish(&team, &room, backward);
    return room.used;
}

/* Whether the processor's matrix unit can be used. */
int wlnet_has_matrix_unit(void) { return has_matrix_unit(); }

/* Runs a scan forwards: fills gates, extra, states and cells. */
int wlnet_forward(const Scan *scan)
{
    int64_t n = scan->n, width = GATES[scan->kind] * n, apart = scan->kind == GATED ? n : 0;
    for (int64_t row = 0; scan->index && row < scan->total; row++)
        if (scan->index[row] < 0 || scan->index[row] >= scan->width)
            return BAD_INDEX;
    Team team = {.scan = scan, .run = part_forward};
    open_team(&team, 0);
    const Part *shared = team.parts;
    pack_turned(scan, shared->weights, scan->weights + apart * n, width - apart);
    if (apart)
        pack_turned(scan, shared->memory, scan->weights, n);
    if (scan->index)
        for (int64_t k = 0; k < scan->width; k += UNIT)         /* blocks that stay in the nearest cache */
            for (int64_t j = 0; j < width; j++)
                for (int64_t i = k; i < least(k + UNIT, scan->width); i++)
                    shared->table[i * width + j] = scan->inputs[j * scan->width + i] + scan->biases[j];
    else
        pack_turned(scan, shared->inputs, scan->inputs, width);
    run_team(&team);
    return FINE;
}

/* The sums of all parts in `sums` {rows, columns}, the first being `sums` itself, into `to` {rows, columns} or, turned
   over, {given, rows of to}: of sums with `stride` columns, what the gradient has. */
static void collect(const Scan *scan, float *const *sums, int64_t rows, int64_t columns, int64_t stride, int turned,
                    float *to)
{
    for (int64_t p = 1; p < scan->parts; p++)
        for (int64_t i = 0; i < rows * stride; i += LANES)
            store(sums[0] + i, load(sums[0] + i) + load(sums[p] + i));
    if (!turned)
        for (int64_t i = 0; i < rows; i++)
            memcpy(to + i * columns, sums[0] + i * stride, columns * sizeof(float));
    else
        for (int64_t k = 0; k < rows; k += UNIT)
            for (int64_t j = 0; j < columns; j++)
                for (int64_t i = k; i < least(k + UNIT, rows); i++)
                    to[j * rows + i] = sums[0][i * stride + j];
}

/* Runs a scan backwards: fills all gradients. */
int wlnet_backward(const Scan *scan)
{
    int64_t n = scan->n, width = GATES[scan->kind] * n, inputs = padded(scan->width);
    Team team = {.scan = scan, .run = part_backward};
    open_team(&team, 1);
    float *d_inputs[MOST_PARTS], *d_biases[MOST_PARTS], *d_weights[MOST_PARTS];
    for (int64_t p = 0; p < scan->parts; p++) {
        d_weights[p] = memset(team.parts[p].d_weights, 0, width * n * sizeof(float));
        d_biases[p] = memset(team.parts[p].d_biases, 0, width * sizeof(float));
        if (scan->d_inputs)
            d_inputs[p] = memset(team.parts[p].d_inputs, 0, width * inputs * sizeof(float));
    }
    pack_straight(scan, team.parts[0].weights, scan->weights, n, team.parts[0].rows);
    if (scan->d_x)
        pack_straight(scan, team.parts[0].inputs, scan->inputs, scan->width, team.parts[0].rows);
    run_team(&team);
    int turned = are_turned(scan, 0);
    collect(scan, d_weights, turned ? n : width, turned ? width : n, turned ? width : n, turned, scan->d_weights);
    collect(scan, d_biases, 1, width, width, 0, scan->d_biases);
    turned = are_turned(scan, 1);
    if (scan->d_inputs)
        collect(scan, d_inputs, turned ? scan->width : width, turned ? width : scan->width, turned ? width : inputs,
                turned, scan->d_inputs);
    return FINE;
}
