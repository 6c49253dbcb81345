/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random switches, and random frames for them, that are the same in each run.
 */
#ifndef TEST_ANY_SWITCH_H
#define TEST_ANY_SWITCH_H

#include "app.h"
#include "frame/frame.h"

enum { ANY_PORTS = 6 };

/** roll() - A random number below @sides */
uint32_t roll(uint32_t sides);

/** one_in() - True once in @n calls, on average */
bool one_in(uint32_t n);

/**
 * any_switch() - Make a switch with random settings
 * @ops:	Driver of its ports, whose names are p1 to p6
 *
 * Return: the switch, for app_free()
 */
struct app *any_switch(const struct port_ops *ops);

/** any_frame() - Make a random frame; valid until the next call */
struct frame *any_frame(const struct app *app);

#endif /* TEST_ANY_SWITCH_H */
