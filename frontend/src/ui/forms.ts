import type { ConfigForm } from "../ha/types.ts";
import { localizer, pageLanguage, type TextKey } from "../i18n/localize.ts";

/** Return a card's form with its texts. */
export function formOf(schema: Record<string, unknown>[]): ConfigForm {
  const t = localizer(pageLanguage());
  return {
    schema,
    computeLabel: ({ name }) => t(`form.${name}` as TextKey),
    computeHelper: ({ name }) => {
      const key = `form.${name}.help` as TextKey;
      const text = t(key);
      return text === key ? undefined : text;
    },
  };
}

const CAMERA = {
  name: "camera",
  required: true,
  selector: { entity: { filter: [{ domain: "camera" }] } },
};

/** Return the form of a card that is about one camera. */
export function cameraForm(schema: Record<string, unknown>[]): ConfigForm {
  return formOf([CAMERA, ...schema]);
}

/** Return the choice of one of some values, each with a text of its own. */
export function choice(name: string, values: readonly string[]): Record<string, unknown> {
  const t = localizer(pageLanguage());
  return {
    name,
    selector: {
      select: {
        mode: "dropdown",
        options: values.map((value) => ({ value, label: t(`form.${name}.${value}` as TextKey) })),
      },
    },
  };
}
