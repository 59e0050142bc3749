import * as library from 'class-validator';

type Options = Pick<library.ValidationOptions, 'each'>;

const entries = (number: number) => `${number} ${number === 1 ? 'entry' : 'entries'}`;

// The rules of class-validator with messages that go on from a field's name, as all rules here do.
export const IsArray = () => library.IsArray({ message: 'is a list' });
export const ArrayMinSize = (min: number) => library.ArrayMinSize(min, { message: `has at least ${entries(min)}` });
export const ArrayMaxSize = (max: number) => library.ArrayMaxSize(max, { message: `has at most ${entries(max)}` });
export const MaxLength = (max: number, options: Options = {}) =>
  library.MaxLength(max, { ...options, message: `has at most ${max} characters` });
export const IsIn = (values: readonly unknown[], options: Options = {}) =>
  library.IsIn(values, { ...options, message: `is one of ${values.join(', ')}` });
export const IsInt = () => library.IsInt({ message: 'is a whole number' });
export const IsNumber = () => library.IsNumber({}, { message: 'is a number' });
export const Min = (min: number) => library.Min(min, { message: `is at least ${min}` });
export const Max = (max: number) => library.Max(max, { message: `is at most ${max}` });
export const IsBoolean = () => library.IsBoolean({ message: 'is true or false' });
export const IsDefined = () => library.IsDefined({ message: 'is given' });
export const IsNotEmpty = () => library.IsNotEmpty({ message: 'is given' });
export const IsUUID = () => library.IsUUID(undefined, { message: 'is a UUID' });
export const ValidateNested = (options: Options = {}) => library.ValidateNested({ ...options, message: 'is an object' });
