package io.espalier.trainer.data;

/**
 * A form in which labelled images are stored on disk.
 *
 * <p>A new form is one class with {@code @AutoService(DataForm.class)}; nothing else names it.
 * Forms exclude one another: at most one of them recognises a location.
 */
public interface DataForm {

  /** Returns what this form looks for, as the error for an unknown location lists it. */
  String description();

  /** Looks whether images lie there in this form; opens nothing. */
  boolean recognises(Location location);

  /**
   * Opens a location that is recognised, without decoding images.
   *
   * @throws DataException if it is damaged, or has no classes
   */
  ImageSource open(Location location);
}
