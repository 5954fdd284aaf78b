package io.espalier.space.spec;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What plain scalars mean in YAML 1.2 (its core schema), as editors and other languages read them.
 *
 * <p>YAML 1.1 would read {@code no} and {@code on} as booleans, {@code 1:30} as 90, and {@code
 * 5e-4} as text.
 */
final class CoreSchema extends Resolver {

  // Longer numbers are text: nobody writes them, and reading them takes long.
  private static final int MOST_CHARACTERS = 40;

  private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, NOTHING, "~nN\0", MOST_CHARACTERS);
    addImplicitResolver(Tag.BOOL, TRUTH, "tTfF", MOST_CHARACTERS);
    addImplicitResolver(Tag.INT, WHOLE, "-+0123456789", MOST_CHARACTERS);
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-+.0123456789", MOST_CHARACTERS);
  }
}
