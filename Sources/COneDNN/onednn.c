#define _GNU_SOURCE
#include "COneDNN.h"

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Version 3 turned memory descriptors into handles and merged the two steps that make a primitive descriptor.
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t owned_md;
typedef const_dnnl_memory_desc_t md_ref;
#define MD(owned) (owned)
#else
typedef dnnl_memory_desc_t owned_md;
typedef const dnnl_memory_desc_t *md_ref;
#define MD(owned) (&(owned))
#endif

static dnnl_status_t md_create(owned_md *md, int rank, const dnnl_dims_t dims, dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_tag(md, rank, dims, dnnl_f32, tag);
#else
  return dnnl_memory_desc_init_by_tag(md, rank, dims, dnnl_f32, tag);
#endif
}

static void md_destroy(owned_md *md) {
#if DNNL_VERSION_MAJOR >= 3
  if (*md) dnnl_memory_desc_destroy(*md);
#else
  (void)md;
#endif
}

// One engine for the process; streams are made per convolution because they are not for concurrent use.
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static dnnl_status_t engine_status;
static void make_engine(void) { engine_status = dnnl_engine_create(&engine, dnnl_cpu, 0); }

// A tensor of the convolution: the caller's row-major memory and, if the kernel wants another layout, a copy.
typedef struct {
  owned_md plain_md;
  dnnl_memory_t plain;
  dnnl_memory_t own;  // null where the kernel reads or writes the caller's memory
  dnnl_primitive_t reorder;
} tensor;

struct qgan_dnn_convolution {
  dnnl_stream_t stream;
  dnnl_primitive_t primitive;
  tensor tensors[3];  // first operand, second operand, result
  int arguments[3];
  char kernel[64];
};

#define TRY(call)                              \
  do {                                         \
    const dnnl_status_t status_ = (call);      \
    if (status_ != dnnl_success) return status_; \
  } while (0)

// Memory for what `wanted` describes, with the reorder between it and the caller's layout.
static dnnl_status_t tensor_prepare(tensor *t, md_ref wanted, int is_result) {
  TRY(dnnl_memory_create(&t->plain, MD(t->plain_md), engine, DNNL_MEMORY_NONE));
  if (dnnl_memory_desc_equal(wanted, MD(t->plain_md))) return dnnl_success;
  TRY(dnnl_memory_create(&t->own, wanted, engine, DNNL_MEMORY_ALLOCATE));
  dnnl_primitive_desc_t pd = NULL;
  TRY(dnnl_reorder_primitive_desc_create(&pd, is_result ? wanted : MD(t->plain_md), engine,
                                         is_result ? MD(t->plain_md) : wanted, engine, NULL));
  const dnnl_status_t status = dnnl_primitive_create(&t->reorder, pd);
  dnnl_primitive_desc_destroy(pd);
  return status;
}

static dnnl_status_t tensor_reorder(tensor *t, dnnl_stream_t stream, int is_result) {
  if (!t->reorder) return dnnl_success;
  const dnnl_exec_arg_t arguments[2] = {{DNNL_ARG_FROM, is_result ? t->own : t->plain},
                                        {DNNL_ARG_TO, is_result ? t->plain : t->own}};
  return dnnl_primitive_execute(t->reorder, stream, 2, arguments);
}

typedef struct {
  owned_md x, w, y;
  dnnl_primitive_desc_t forward, backward;
} descriptors;

static dnnl_status_t describe(int kind, const qgan_dnn_convolution_shape *s, descriptors *d) {
  const dnnl_dims_t xd = {s->batch, s->channels, s->height, s->width};
  const dnnl_dims_t yd = {s->batch, s->filters, s->out_height, s->out_width};
  const dnnl_dims_t wd = {s->filters, s->channels, s->kernel_height, s->kernel_width};
  const dnnl_dims_t gd = {s->groups, s->filters / s->groups, s->channels / s->groups, s->kernel_height,
                          s->kernel_width};
  TRY(md_create(&d->x, 4, xd, dnnl_format_tag_any));
  TRY(md_create(&d->y, 4, yd, dnnl_format_tag_any));
  TRY(md_create(&d->w, s->groups > 1 ? 5 : 4, s->groups > 1 ? gd : wd, dnnl_format_tag_any));
  const dnnl_dims_t strides = {s->stride_height, s->stride_width};
  const dnnl_dims_t dilates = {s->dilation_height - 1, s->dilation_width - 1};
  const dnnl_dims_t before = {s->pad_top, s->pad_left}, after = {s->pad_bottom, s->pad_right};
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  TRY(dnnl_convolution_forward_primitive_desc_create(&d->forward, engine, dnnl_forward_training, direct, d->x,
                                                     d->w, NULL, d->y, strides, dilates, before, after, NULL));
  if (kind == QGAN_DNN_INPUT_GRADIENT)
    return dnnl_convolution_backward_data_primitive_desc_create(
        &d->backward, engine, direct, d->x, d->w, d->y, strides, dilates, before, after, d->forward, NULL);
  if (kind == QGAN_DNN_WEIGHT_GRADIENT)
    return dnnl_convolution_backward_weights_primitive_desc_create(
        &d->backward, engine, direct, d->x, d->w, NULL, d->y, strides, dilates, before, after, d->forward, NULL);
#else
  dnnl_convolution_desc_t desc;
  TRY(dnnl_dilated_convolution_forward_desc_init(&desc, dnnl_forward_training, direct, &d->x, &d->w, NULL,
                                                 &d->y, strides, dilates, before, after));
  TRY(dnnl_primitive_desc_create(&d->forward, &desc, NULL, engine, NULL));
  if (kind == QGAN_DNN_INPUT_GRADIENT) {
    TRY(dnnl_dilated_convolution_backward_data_desc_init(&desc, direct, &d->x, &d->w, &d->y, strides, dilates,
                                                         before, after));
    return dnnl_primitive_desc_create(&d->backward, &desc, NULL, engine, d->forward);
  }
  if (kind == QGAN_DNN_WEIGHT_GRADIENT) {
    TRY(dnnl_dilated_convolution_backward_weights_desc_init(&desc, direct, &d->x, &d->w, NULL, &d->y, strides,
                                                            dilates, before, after));
    return dnnl_primitive_desc_create(&d->backward, &desc, NULL, engine, d->forward);
  }
#endif
  return dnnl_success;
}

static dnnl_status_t prepare(qgan_dnn_convolution *c, int kind, const qgan_dnn_convolution_shape *s,
                             const descriptors *d) {
  const dnnl_primitive_desc_t pd = d->backward ? d->backward : d->forward;
  // What the operands and the result are for each kind, as (query, argument, which of x, w, y).
  static const struct {
    dnnl_query_t query;
    int argument;
    int which;
  } roles[3][3] = {
      {{dnnl_query_src_md, DNNL_ARG_SRC, 0},
       {dnnl_query_weights_md, DNNL_ARG_WEIGHTS, 1},
       {dnnl_query_dst_md, DNNL_ARG_DST, 2}},
      {{dnnl_query_diff_dst_md, DNNL_ARG_DIFF_DST, 2},
       {dnnl_query_weights_md, DNNL_ARG_WEIGHTS, 1},
       {dnnl_query_diff_src_md, DNNL_ARG_DIFF_SRC, 0}},
      {{dnnl_query_src_md, DNNL_ARG_SRC, 0},
       {dnnl_query_diff_dst_md, DNNL_ARG_DIFF_DST, 2},
       {dnnl_query_diff_weights_md, DNNL_ARG_DIFF_WEIGHTS, 1}}};
  const dnnl_dims_t dims[3] = {
      {s->batch, s->channels, s->height, s->width},
      {s->filters, s->channels, s->kernel_height, s->kernel_width},
      {s->batch, s->filters, s->out_height, s->out_width}};
  const dnnl_dims_t grouped = {s->groups, s->filters / s->groups, s->channels / s->groups, s->kernel_height,
                               s->kernel_width};
  TRY(dnnl_stream_create(&c->stream, engine, dnnl_stream_default_flags));
  TRY(dnnl_primitive_create(&c->primitive, pd));
  for (int k = 0; k < 3; k++) {
    const int which = roles[kind][k].which, has_groups = which == 1 && s->groups > 1;
    c->arguments[k] = roles[kind][k].argument;
    TRY(md_create(&c->tensors[k].plain_md, has_groups ? 5 : 4, has_groups ? grouped : dims[which],
                  has_groups ? dnnl_goihw : which == 1 ? dnnl_oihw : dnnl_nchw));
    TRY(tensor_prepare(&c->tensors[k], dnnl_primitive_desc_query_md(pd, roles[kind][k].query, 0), k == 2));
  }
  const char *name = NULL;
  if (dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &name) == dnnl_success && name)
    snprintf(c->kernel, sizeof c->kernel, "%s", name);
  return dnnl_success;
}

int32_t qgan_dnn_convolution_create(int32_t kind, const qgan_dnn_convolution_shape *shape,
                                    qgan_dnn_convolution **result) {
  *result = NULL;
  if (kind < QGAN_DNN_FORWARD || kind > QGAN_DNN_WEIGHT_GRADIENT) return dnnl_invalid_arguments;
  pthread_once(&engine_once, make_engine);
  if (engine_status != dnnl_success) return engine_status;
  qgan_dnn_convolution *c = calloc(1, sizeof *c);
  if (!c) return dnnl_out_of_memory;
  descriptors d;
  memset(&d, 0, sizeof d);
  dnnl_status_t status = describe(kind, shape, &d);
  if (status == dnnl_success) status = prepare(c, kind, shape, &d);
  if (d.backward) dnnl_primitive_desc_destroy(d.backward);
  if (d.forward) dnnl_primitive_desc_destroy(d.forward);
  md_destroy(&d.x);
  md_destroy(&d.w);
  md_destroy(&d.y);
  if (status != dnnl_success) {
    qgan_dnn_convolution_destroy(c);
    return status;
  }
  *result = c;
  return dnnl_success;
}

int32_t qgan_dnn_convolution_run(qgan_dnn_convolution *c, const void *a, const void *b, void *result) {
  void *const data[3] = {(void *)a, (void *)b, result};
  dnnl_exec_arg_t arguments[3];
  for (int k = 0; k < 3; k++) {
    tensor *t = &c->tensors[k];
    TRY(dnnl_memory_set_data_handle(t->plain, data[k]));
    if (k < 2) TRY(tensor_reorder(t, c->stream, 0));
    arguments[k] = (dnnl_exec_arg_t){c->arguments[k], t->own ? t->own : t->plain};
  }
  TRY(dnnl_primitive_execute(c->primitive, c->stream, 3, arguments));
  TRY(tensor_reorder(&c->tensors[2], c->stream, 1));
  return dnnl_stream_wait(c->stream);
}

void qgan_dnn_convolution_destroy(qgan_dnn_convolution *c) {
  if (!c) return;
  for (int k = 0; k < 3; k++) {
    tensor *t = &c->tensors[k];
    if (t->reorder) dnnl_primitive_destroy(t->reorder);
    if (t->own) dnnl_memory_destroy(t->own);
    if (t->plain) dnnl_memory_destroy(t->plain);
    md_destroy(&t->plain_md);
  }
  if (c->primitive) dnnl_primitive_destroy(c->primitive);
  if (c->stream) dnnl_stream_destroy(c->stream);
  free(c);
}

const char *qgan_dnn_convolution_kernel(const qgan_dnn_convolution *c) { return c->kernel; }

const char *qgan_dnn_status_text(int32_t status) {
  switch (status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented";
    case dnnl_runtime_error: return "failed while running";
    default: return "unexpected status";
  }
}

// oneDNN brings its OpenMP library along; it need not be linked here, and other builds of oneDNN have none.
static pthread_once_t setter_once = PTHREAD_ONCE_INIT;
static void (*setter)(int);
static void find_setter(void) { setter = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads"); }

void qgan_dnn_set_threads(int32_t threads) {
  pthread_once(&setter_once, find_setter);
  if (setter) setter(threads);
}

static pthread_once_t version_once = PTHREAD_ONCE_INIT;
static char version_text[32];
static void make_version(void) {
  const dnnl_version_t *v = dnnl_version();
  snprintf(version_text, sizeof version_text, "%d.%d.%d", v->major, v->minor, v->patch);
}

const char *qgan_dnn_version(void) {
  pthread_once(&version_once, make_version);
  return version_text;
}

const char *qgan_dnn_isa(void) {
  const int isa = (int)dnnl_get_effective_cpu_isa();
  switch (isa) {
    case dnnl_cpu_isa_sse41: return "SSE4.1";
    case dnnl_cpu_isa_avx: return "AVX";
    case dnnl_cpu_isa_avx2: return "AVX2";
    case dnnl_cpu_isa_avx2_vnni: return "AVX2 with VNNI";
    case dnnl_cpu_isa_avx512_core: return "AVX-512";
    case dnnl_cpu_isa_avx512_core_vnni: return "AVX-512 with VNNI";
    case dnnl_cpu_isa_avx512_core_bf16: return "AVX-512 with BF16";
    default: return (isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core ? "AVX-512 and newer" : "generic";
  }
}
