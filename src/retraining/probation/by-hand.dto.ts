import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

export class ReasonDto {
  @ApiProperty({ minLength: 1, maxLength: 500, description: 'why, for the record' })
  @IsString()
  @Length(1, 500)
  @Matches(/^[^\p{Cc}\p{Surrogate}]*$/u, { message: 'reason must not contain control characters' })
  reason!: string;
}

export class RollbackDto extends ReasonDto {
  @ApiPropertyOptional({
    example: 'v1',
    description: 'the version to go back to; default: the one that the active one replaced',
  })
  @IsOptional()
  @Matches(/^v\d{1,9}$/, { message: 'to must be a version such as v1' })
  to?: string;
}
