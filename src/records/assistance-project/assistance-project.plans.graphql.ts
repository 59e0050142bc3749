import { Float, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Money, Related, Shown } from '../../graphql/objects/fields.js';
import { Day } from '../../graphql/scalars.js';
import * as codes from './assistance-project.inputs.js';

const optional = { nullable: true };

@ObjectType({ description: 'A part of a publication that could not be taken.' })
export class MissingPart {
  @Shown(() => String, 'The dataset that says it.')
  dataset!: string;

  @Shown(() => String, 'What is missing: `transaction`.')
  element!: string;

  @Shown(() => String, 'The rule that it breaks.')
  rule!: string;

  @Shown(() => Int, 'How often.')
  count!: number;
}

@ObjectType({ description: 'The code of a place in a gazetteer.' })
export class LocationArea {
  @Shown(() => String, 'IATI GeographicVocabulary: `G1` for GeoNames.')
  vocabulary!: string;

  @Shown(() => String, 'Administrative level: `1` for the first below the country.', optional)
  level?: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;
}

@ObjectType({ description: 'A place in which a project works.' })
export class ProjectLocation {
  @Shown(() => String, 'Reference in the books of who reports it.', optional)
  reference?: string;

  @Localized('Its name.', optional)
  name?: LocalizedText;

  @Localized('What it is.', optional)
  description?: LocalizedText;

  @Shown(() => Float, 'Degrees north (WGS 84).', optional)
  latitude?: number;

  @Shown(() => Float, 'Degrees east (WGS 84).', optional)
  longitude?: number;

  @Shown(() => LocationArea, 'Codes of the place, or of the areas that it lies in.', { list: true })
  areas!: LocationArea[];
}

@ObjectType({ description: 'An office that answers questions about a project.' })
export class ProjectContact {
  @Localized('The organisation.', optional)
  organisation?: LocalizedText;

  @Localized('The department.', optional)
  department?: LocalizedText;

  @Shown(() => String, 'Its website.', optional)
  website?: string;

  @Localized('Its postal address.', optional)
  address?: LocalizedText;
}

@ObjectType({ description: 'What a project is planned to cost in a period; no movement of money.' })
export class ProjectBudget {
  @Shown(() => codes.BudgetType, 'Which version of the budget it is; ORIGINAL where nothing is said.', optional)
  type?: string;

  @Shown(() => codes.BudgetStatus, 'How firm it is; INDICATIVE where nothing is said.', optional)
  status?: string;

  @Shown(() => Day, 'First day of the period.')
  start!: string;

  @Shown(() => Day, 'Last day of the period.')
  end!: string;

  @Shown(() => Money, 'The amount.')
  amount!: Money;

  @Shown(() => Day, 'The day whose value the amount has.')
  valueDate!: string;
}

@ObjectType({ description: 'What is planned to be paid out in a period; no movement of money.' })
export class PlannedDisbursement {
  @Shown(() => codes.BudgetType, 'Which version of the plan it is; ORIGINAL where nothing is said.', optional)
  type?: string;

  @Shown(() => Day, 'First day of the period.')
  start!: string;

  @Shown(() => Day, 'Last day of the period.', optional)
  end?: string;

  @Shown(() => Money, 'The amount.')
  amount!: Money;

  @Shown(() => Day, 'The day whose value the amount has.')
  valueDate!: string;

  @Related('actor', 'Actor', 'Who is to pay it.')
  provider?: string;

  @Related('actor', 'Actor', 'Who is to get it.')
  receiver?: string;

  @Shown(() => String, 'Identifier of the provider’s own activity.', optional)
  providerActivity?: string;

  @Shown(() => String, 'Identifier of the receiver’s own activity.', optional)
  receiverActivity?: string;
}
