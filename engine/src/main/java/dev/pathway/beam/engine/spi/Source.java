// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/** Where rows come from that no other operator makes. */
public sealed interface Source extends Serializable permits SourceSpec, StreamSource, Script {}
