import { readFileSync } from 'node:fs';
import { Field, ObjectType, Query, Resolver } from '@nestjs/graphql';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

@ObjectType('Service', { description: 'This service.' })
export class ServiceInfo {
  @Field({ description: 'Its name.' })
  name!: string;

  @Field({ description: 'Its version.' })
  version!: string;
}

@Resolver()
export class ServiceResolver {
  @Query(() => ServiceInfo, { description: 'What answers here.' })
  service(): ServiceInfo {
    return { name: 'Concord', version };
  }
}
