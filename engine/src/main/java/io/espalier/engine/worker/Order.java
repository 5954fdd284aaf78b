package io.espalier.engine.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.evaluator.Trial;

/** What a worker is told: a line of JSON each, on its standard input. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Train.class, name = "train"),
  @JsonSubTypes.Type(value = Order.Stop.class, name = "stop")
})
public sealed interface Order {

  /** Train and measure this; given only to a worker that has answered the order before. */
  record Train(Trial trial) implements Order {}

  /** Stop what you train at its next batch, after a checkpoint. */
  record Stop() implements Order {}
}
