package io.espalier.space.spec;

import io.espalier.space.spec.YamlReader.LineAndColumn;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** A YAML parser that refuses deep nesting and too many values, and says where they are. */
final class ShallowParser extends ParserImpl {

  static final int MOST_DEPTH = 32;

  /** Keys and values as they are written; what aliases add is limited by who follows them. */
  private static final int MOST_NODES = 20_000;

  private int depth;
  private int nodes;
  private LineAndColumn reached = new LineAndColumn(1, 1);

  ShallowParser(StreamReader reader, LoaderOptions options) {
    super(reader, options);
  }

  /** Returns where the last event ended. */
  LineAndColumn reached() {
    return reached;
  }

  @Override
  public Event getEvent() {
    Event event = super.getEvent();
    reached = YamlReader.position(event.getEndMark());
    if (event instanceof NodeEvent && ++nodes > MOST_NODES) {
      throw new ParserException(
          null,
          null,
          "it has more than %s keys and values, which no spec has".formatted(MOST_NODES),
          event.getStartMark());
    }
    if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
      throw new ParserException(
          null,
          null,
          "more than %s lists and mappings are nested".formatted(MOST_DEPTH),
          event.getStartMark());
    } else if (event instanceof CollectionEndEvent) {
      depth--;
    }
    return event;
  }
}
