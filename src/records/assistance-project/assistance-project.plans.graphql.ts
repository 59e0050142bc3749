import { Float, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Money, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { Day } from '../../graphql/scalars.js';
import * as codes from './assistance-project.inputs.js';

const optional = { nullable: true };

@ObjectType({ description: 'A part of a publication that could not be taken.' })
export class MissingPart {
  @OutputField(() => String, 'The dataset that says it.')
  dataset!: string;

  @OutputField(() => String, 'What is missing: `transaction`.')
  element!: string;

  @OutputField(() => String, 'The rule that it breaks.')
  rule!: string;

  @OutputField(() => Int, 'How often.')
  count!: number;
}

@ObjectType({ description: 'The code of a place in a gazetteer.' })
export class LocationArea {
  @OutputField(() => String, 'IATI GeographicVocabulary: `G1` for GeoNames.')
  vocabulary!: string;

  @OutputField(() => String, 'Administrative level: `1` for the first below the country.', optional)
  level?: string;

  @OutputField(() => String, 'Code in that vocabulary.')
  code!: string;
}

@ObjectType({ description: 'A place in which a project works.' })
export class ProjectLocation {
  @OutputField(() => String, 'Reference in the books of who reports it.', optional)
  reference?: string;

  @Localized('Its name.', optional)
  name?: LocalizedText;

  @Localized('What it is.', optional)
  description?: LocalizedText;

  @OutputField(() => Float, 'Degrees north (WGS 84).', optional)
  latitude?: number;

  @OutputField(() => Float, 'Degrees east (WGS 84).', optional)
  longitude?: number;

  @OutputField(() => LocationArea, 'Codes of the place, or of the areas that it lies in.', { list: true })
  areas!: LocationArea[];
}

@ObjectType({ description: 'An office that answers questions about a project.' })
export class ProjectContact {
  @Localized('The organisation.', optional)
  organisation?: LocalizedText;

  @Localized('The department.', optional)
  department?: LocalizedText;

  @OutputField(() => String, 'Its website.', optional)
  website?: string;

  @Localized('Its postal address.', optional)
  address?: LocalizedText;
}

@ObjectType({ description: 'What a project is planned to cost in a period; no movement of money.' })
export class ProjectBudget {
  @OutputField(() => codes.BudgetType, 'Which version of the budget it is; ORIGINAL where nothing is said.', optional)
  type?: string;

  @OutputField(() => codes.BudgetStatus, 'How firm it is; INDICATIVE where nothing is said.', optional)
  status?: string;

  @OutputField(() => Day, 'First day of the period.')
  start!: string;

  @OutputField(() => Day, 'Last day of the period.')
  end!: string;

  @OutputField(() => Money, 'The amount.')
  amount!: Money;

  @OutputField(() => Day, 'The day whose value the amount has.')
  valueDate!: string;
}

@ObjectType({ description: 'What is planned to be paid out in a period; no movement of money.' })
export class PlannedDisbursement {
  @OutputField(() => codes.BudgetType, 'Which version of the plan it is; ORIGINAL where nothing is said.', optional)
  type?: string;

  @OutputField(() => Day, 'First day of the period.')
  start!: string;

  @OutputField(() => Day, 'Last day of the period.', optional)
  end?: string;

  @OutputField(() => Money, 'The amount.')
  amount!: Money;

  @OutputField(() => Day, 'The day whose value the amount has.')
  valueDate!: string;

  @RecordRef('actor', 'Actor', 'Who is to pay it.')
  provider?: string;

  @RecordRef('actor', 'Actor', 'Who is to get it.')
  receiver?: string;

  @OutputField(() => String, 'Identifier of the provider’s own activity.', optional)
  providerActivity?: string;

  @OutputField(() => String, 'Identifier of the receiver’s own activity.', optional)
  receiverActivity?: string;
}
